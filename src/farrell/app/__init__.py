"""The page: a server on this machine and what it shows in the browser."""
