"""The starter documents, as a package so that they travel with the program."""
