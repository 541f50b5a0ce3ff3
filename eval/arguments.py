"""Values of options that several commands take, with their complaints in words."""

import argparse


def seed(text: str) -> int:
    """A seed from the command line."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"乱数の種は 0 以上の整数で指定してください: {text}")
    return number


def positive(text: str) -> int:
    """A count from the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"1 以上の整数で指定してください: {text}")
    return int(text)
