"""Small Japanese judges and the data that trains them."""
