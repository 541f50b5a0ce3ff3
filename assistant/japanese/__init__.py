"""Pure knowledge of Japanese text: strings and offsets in, strings and spans out."""
