"""Debian's nginx in front of running sites: installed when this runs as root, else one line says what to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import ROOT

SITE = ROOT / "docs" / "howto" / "scale-out" / "nginx.conf"
_PACKAGE = "nginx-light"
_MAIN = """{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include /etc/nginx/mime.types;
    include {folder}/site.conf;
}}
"""


def program() -> str:
    """Where nginx is."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found:
        return found
    assert os.geteuid() == 0, f"Thiếu nginx. Hãy chạy: sudo apt-get install -y {_PACKAGE}"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", _PACKAGE]):
        subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=True)
    return program()


def certificate(folder: Path) -> Path:
    """A certificate for `localhost` that vouches for itself; its key lies beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "site.crt"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "site.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


def configured(folder: Path, *, plain: int, private: int, sites: Sequence[int]) -> Path:
    """The site's file as it is shipped, but for names, ports and places; with what stands around it on Debian."""
    text = SITE.read_text(encoding="utf-8")
    changes = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{private} ssl http2;",
        "motcua.lamgiang.gov.vn": "localhost",
        "/etc/motcua/tls": str(folder),
        "10.0.0.11:8501": f"127.0.0.1:{sites[0]}",
        "10.0.0.12:8501": f"127.0.0.1:{sites[1]}",
    }
    for shipped, here in changes.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(_MAIN.format(user=user, folder=folder), encoding="utf-8")
    return main


@contextmanager
def running(main: Path) -> Generator[None]:
    """nginx with this configuration, until the end."""
    command = [program(), "-p", str(main.parent), "-c", str(main)]
    subprocess.run([*command, "-t", "-q"], check=True)
    server = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        while not (main.parent / "nginx.pid").exists():
            assert server.poll() is None, (main.parent / "error.log").read_text(encoding="utf-8")
            time.sleep(0.02)
        yield
    finally:
        server.terminate()
        server.wait(10)
