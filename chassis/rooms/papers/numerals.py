"""Chinese numerals for headings."""

DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """``一``, ``十``, ``二十三``; from one hundred on in Arabic figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
