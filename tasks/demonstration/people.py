"""People of the demonstration: names as they are heard in a northern province, numbers that nobody can have.

Identity numbers are twelve digits under the province number 099, which was never given out; phone numbers begin with
0990, which no operator serves; mail goes to `example.vn`.
"""

from __future__ import annotations

import unicodedata
from random import Random

from processes.people import Person

_SURNAMES = (
    *("Nguyễn",) * 12,
    *("Trần",) * 4,
    *("Lê",) * 3,
    *("Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai") * 1,
)
_OF_MEN = ("Văn", "Đức", "Quốc", "Hữu", "Minh", "Xuân", "Tiến", "Công", "Anh", "Thanh")
_OF_WOMEN = ("Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Bích", "Hồng", "Minh", "Kim")
_MEN = (
    *("An", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Hiếu", "Hòa", "Hùng", "Khánh", "Kiên", "Lâm", "Long"),
    *("Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Quang", "Sơn", "Tài", "Thắng", "Toàn", "Trung", "Tuấn", "Vinh"),
)
_WOMEN = (
    *("Ánh", "Chi", "Dung", "Duyên", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Huyền", "Lan", "Liên", "Linh", "Loan"),
    *("Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quyên", "Tâm", "Thảo", "Thủy", "Trang", "Tuyết", "Vân", "Yến"),
)
_HIGHLAND = (  # surname, what stands between for a man and a woman, and given names
    ("Giàng", "A", "Thị", ("Pháo", "Sếnh", "Dua", "Chứ", "Mỷ", "Súa", "Páo", "Dế")),
    ("Vàng", "A", "Thị", ("Tủa", "Lử", "Dở", "Chía", "Mai", "Sua", "Nủ", "Già")),
    ("Lò", "Văn", "Thị", ("Inh", "Ún", "Pản", "Hặc", "Lả", "Xuân", "Thoa", "Biên")),
    ("Nông", "Văn", "Thị", ("Đoàn", "Thức", "Kiểm", "Hiên", "Bằng", "Nết", "Huế", "Lưu")),
    ("Triệu", "Tiến", "Mùi", ("Lâm", "Phin", "Nái", "Chòi", "Sểnh", "Khé", "Mán", "Phấy")),
)
_STREETS = ("Lê Lợi", "Trần Phú", "Hoàng Văn Thụ", "Nguyễn Huệ", "Bến Xuân", "Lý Thường Kiệt", "Kim Đồng", "Chợ Cũ")
_VILLAGES = ("Nà Khoang", "Bản Lếch", "Phiêng Lơi", "Khuổi Nà", "Tân Lập", "Đồng Mới", "Nậm Cang", "Lũng Vài")


def somebody(chance: Random, place: str) -> Person:
    """An applicant who lives in the ward or the commune, by its name."""
    is_woman, is_rural = chance.random() < 0.5, place == "Lộc An"
    name = _name(chance, is_woman=is_woman, is_highland=chance.random() < (0.55 if is_rural else 0.08))
    born = chance.randint(1950, 2007)
    mail = f"{_plain(name)}{chance.randint(1, 99)}@example.vn" if chance.random() < 0.35 else ""
    phone = f"0990{chance.randint(0, 999_999):06}"
    return Person(name, _identity(chance, born, is_woman=is_woman), phone, mail, _address(chance, place))


def child(chance: Random, parent: Person) -> str:
    """The name of a child of this family."""
    surname = parent.name.split()[0]
    is_girl = chance.random() < 0.5
    middle, given = (_OF_WOMEN, _WOMEN) if is_girl else (_OF_MEN, _MEN)
    return f"{surname} {chance.choice(middle)} {chance.choice(given)}"


def _name(chance: Random, *, is_woman: bool, is_highland: bool) -> str:
    if is_highland:
        surname, man, woman, given = chance.choice(_HIGHLAND)
        return f"{surname} {woman if is_woman else man} {chance.choice(given)}"
    middle, given = (_OF_WOMEN, _WOMEN) if is_woman else (_OF_MEN, _MEN)
    return f"{chance.choice(_SURNAMES)} {chance.choice(middle)} {chance.choice(given)}"


def _identity(chance: Random, born: int, *, is_woman: bool) -> str:
    """Province, century with sex, year of birth, number: as Thông tư 59/2021/TT-BCA Điều 4 builds it."""
    century = (born // 100 - 19) * 2 + is_woman
    return f"099{century}{born % 100:02}{chance.randint(0, 999_999):06}"


def _address(chance: Random, place: str) -> str:
    if place == "Lộc An":
        return f"Thôn {chance.choice(_VILLAGES)}, xã Lộc An, tỉnh Lam Giang"
    return f"Số {chance.randint(1, 240)} đường {chance.choice(_STREETS)}, phường Bến Xuân, tỉnh Lam Giang"


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(sign for sign in folded if sign.isalpha() and sign.isascii())
