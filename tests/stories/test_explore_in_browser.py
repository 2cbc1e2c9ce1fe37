import shutil
from tests.stories.browser import sign_in
from tests.stories.test_first_run_in_browser import OWN
def test_explore(site, browser, data):
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    phan.go("/thiet-ke")
    phan.press("Bản thảo mới")
    phan.pick("Thủ tục", "1.013225")
    phan.press("Bắt đầu sửa")
    phan.page.wait_for_url("**/thiet-ke?id=*"); phan.calm(); phan.page.wait_for_timeout(2500)
    phan.screen("studio-diagram")
    shutil.copy(data / "site.log", "/tmp/site.log")
    for name in ("Bảng quyết định","Thông tin thủ tục","Chạy thử","Phê duyệt","Lịch sử"):
        phan.page.get_by_role("radio", name=name).or_(phan.page.get_by_role("button", name=name, exact=True)).first.click()
        phan.calm(); phan.page.wait_for_timeout(800); phan.screen("studio-"+name.split()[0])
    phan.page.get_by_role("radio", name="Chạy thử").or_(phan.page.get_by_role("button", name="Chạy thử", exact=True)).first.click()
    phan.calm()
    phan.press("Bắt đầu chạy thử"); phan.page.wait_for_timeout(1000); phan.screen("studio-trial")
    shutil.copy(data / "site.log", "/tmp/site.log")
