"""Pages of the national catalogue as it writes them: table cells run together into one text."""

from __future__ import annotations

import json

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def page(channels: str = "Trực tiếp5 Ngày làm việcMiễn phí", **more: object) -> bytes:
    """A page with these channels, and whatever else is named."""
    told = {
        "ma_thu_tuc": "1.234567",
        "ten_thu_tuc": "Cấp giấy xác nhận",
        "so_quyet_dinh": "12/QĐ-BTP",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "linh_vuc": "Hộ tịch",
        "trinh_tu_thuc_hien": "",
        "cach_thuc_thuc_hien": HEADER + channels,
        "thanh_phan_ho_so": "",
        "ket_qua_xu_ly": "Giấy xác nhậnMã: KQ.G15.000001Từ khóaKhông có thông tin",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13Nghị định123/2015/NĐ-CP",
    }
    return json.dumps({**told, **more}, ensure_ascii=False).encode()
