"""Large numbers as people say them: 13.2 T, 5.31 TFLOPs, 1.05 GiB, 18 %."""

from collections.abc import Sequence

_PREFIXES = ("", "k", "M", "G", "T", "P", "E")
_FLOPS = ("FLOPs", "kFLOPs", "MFLOPs", "GFLOPs", "TFLOPs", "PFLOPs", "EFLOPs")
_BYTES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def bytes_text(number: int) -> str:
    """Bytes in three digits and the largest binary unit that leaves at least one; 1 GiB is 2^30 bytes."""
    return _scaled(number, _BYTES, 1024)


def flops_text(number: int) -> str:
    """Operations in three digits and the largest unit that leaves at least one."""
    return _scaled(number, _FLOPS, 1000)


def work_text(number: int) -> str:
    """Operations without their unit, for a column that names it."""
    return _scaled(number, _PREFIXES, 1000)


def percent(share: float) -> str:
    """A share in two digits: 18 %, 0.31 %, 140 %."""
    return f"{share * 100:.0f} %" if share >= 0.1 else f"{share * 100:.2g} %"


def three_digits(value: float) -> str:
    """A number rounded to three digits, never as a power of ten."""
    return f"{float(f'{value:.3g}'):g}"


def _scaled(number: int, units: Sequence[str], base: int) -> str:
    power = next((n for n in range(len(units) - 1, 0, -1) if number >= base**n), 0)
    return f"{three_digits(number / base**power)} {units[power]}" if power else f"{number:,} {units[0]}".rstrip()
