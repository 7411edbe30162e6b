"""How each table of a study is made of what public functions give: one function a table, called as it.

The lines shown to a user are the body of the function; its parameters are other tables, or what ``parts`` gives.
"""
