"""What the site makes of the code when it is built: lists of models, the glossary, the reference, the gallery."""
