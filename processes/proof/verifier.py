"""Checks an unpacked archive of one case, offline, with nothing but Python 3.10 or later.

    python -I verify.py [folder] [--public-key anchor.pub]

It says 通过 (status 0), or 不通过 and where (status 1).  SM3 is GB/T 32905-2016, Ed25519 RFC 8032 §5.1.7, the
tree of an anchor RFC 6962 §2.1.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P


_COLUMNS: tuple[str, ...] = ("instance_id", "seq", "step", "type", "at", "actor", "process_id", "element_id")
_COLUMNS += ("element_instance_id", "scope_id")


class Failed(Exception):
    """What does not fit, and where."""


def need(holds: Any, text: str) -> None:
    if not holds:
        raise Failed(text)


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(algorithm: str, data: bytes) -> str:
    """Hexadecimal; SM3 by hand where this Python has none."""
    if algorithm == "sm3" and "sm3" not in hashlib.algorithms_available:
        return sm3(data)
    return hashlib.new(algorithm, data).hexdigest()


def sm3(data: bytes) -> str:
    def turn(word: int, by: int) -> int:
        by %= 32
        return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF

    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    data += b"\x80" + bytes((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for start in range(0, len(data), 64):
        w = [int.from_bytes(data[start + at : start + at + 4], "big") for at in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = turn((turn(a, 12) + e + turn(t, j)) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & 0xFFFFFFFF & g)
            one = (ff + d + (ss1 ^ turn(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            two = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d, e, f, g, h = (
                one,
                a,
                turn(b, 9),
                c,
                two ^ turn(two, 9) ^ turn(two, 17),
                e,
                turn(f, 19),
                g,
            )
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]
    return "".join(f"{word:08x}" for word in state)


def point(data: bytes) -> Point:
    """A point of the curve in extended coordinates, from its 32 bytes."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    need(
        len(data) == 32 and y < _P and not (x * x - square) % _P and (x or not sign),
        "公钥或签名不是曲线上的点",
    )
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * one[3] * two[3] * _D, 2 * one[2] * two[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def times(number: int, base: Point) -> Point:
    found = (0, 1, 1, 0)
    while number:
        found = add(found, base) if number & 1 else found
        base, number = add(base, base), number >> 1
    return found


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether *signature* of *message* is by *public* (all bytes)."""
    need(len(signature) == 64, "签名的长度不对")
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    base = point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    left, right = times(s, base), add(point(signature[:32]), times(h, point(public)))
    same = all((left[at] * right[2] - right[at] * left[2]) % _P == 0 for at in (0, 1))
    return s < _L and same


def check_signature(public: str, text: str, signature: str, keys: set[str], where: str) -> None:
    need(not keys or public in keys, f"{where}：不是所给公钥签名的")
    need(signed(bytes.fromhex(public), text.encode(), bytes.fromhex(signature)), f"{where}：签名不成立")


def check_files(folder: Path, keys: set[str]) -> bool:
    """Every file is the one that was packed, and there is no other."""
    text = (folder / "manifest.json").read_text(encoding="utf8")
    files = json.loads(text)["files"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    found -= {"manifest.json", "manifest.sig.json"}
    need(found == set(files), "文件多出或缺少：" + "、".join(sorted(found ^ set(files))))
    for name, told in files.items():
        need(hashlib.sha256((folder / name).read_bytes()).hexdigest() == told, f"{name}：与清单的哈希不符")
    sealed = folder / "manifest.sig.json"
    if sealed.exists():
        seal = json.loads(sealed.read_text(encoding="utf8"))
        check_signature(seal["public_key"], text, seal["signature"], keys, "manifest.json")
    return sealed.exists()


def check_records(folder: Path, instance: dict[str, Any]) -> dict[int, str]:
    """The chain from who the instance is to its last record; the hashes by number."""
    algorithm, names = (
        instance["algorithm"],
        ("content_hash", "process_id", "started_at", "started_by", "version"),
    )
    identity = {name: instance[name] for name in (*names, "algorithm", "instance_id")}
    previous, hashes = digest(algorithm, canonical(identity).encode()), {}
    lines = (folder / "records.ndjson").read_text(encoding="utf8").splitlines()
    for seq, line in enumerate(lines, start=1):
        row = json.loads(line)
        need(
            row["seq"] == seq and row["instance_id"] == instance["instance_id"],
            f"第 {seq} 条记录缺失或不是本事项的",
        )
        head = canonical([row[name] for name in _COLUMNS])[:-1]
        previous = digest(algorithm, f"{previous}\n{head},{row['payload']}]".encode())
        need(previous == row["hash"], f"第 {seq} 条记录与其哈希不符：这一条或前一条已被改动")
        hashes[seq] = previous
    need(
        (len(hashes), previous) == (instance["seq"], instance["head"]), "末条记录与表头不符：末尾被删除或添加"
    )
    return hashes


def check_definitions(folder: Path, instance: dict[str, Any]) -> None:
    """The files of every version that the case ran by, back to the hash that its chain begins with."""
    contents = set()
    for told in sorted(folder.glob("definitions/*/deployment.json")):
        deployment, whole = json.loads(told.read_text(encoding="utf8")), hashlib.sha256()
        for file in sorted(deployment["files"], key=lambda each: (each["kind"], each["key"])):
            content = (told.parent / file["name"]).read_bytes()
            need(hashlib.sha256(content).hexdigest() == file["hash"], f"{file['name']}：定义文件已被改动")
            whole.update(f"{file['kind']}:{file['key']}:{len(content)}\n".encode() + content)
        need(
            whole.hexdigest() == deployment["content_hash"], f"部署 {deployment['id']}：文件集与内容哈希不符"
        )
        contents.add(deployment["content_hash"])
    need(instance["content_hash"] in contents, "没有发起时所用版本的定义文件")


def check_anchors(
    folder: Path, instance: dict[str, Any], hashes: dict[int, str], keys: set[str]
) -> tuple[int, set[str]]:
    """Every anchor is signed, its root covers the head, and the head is a record; the last number covered."""
    covered, signers = 0, set[str]()
    for path in sorted(folder.glob("anchors/*.json")):
        told, where = json.loads(path.read_text(encoding="utf8")), path.name
        body, (kind, subject, seq, head) = json.loads(told["body"]), told["leaf"]
        check_signature(told["public_key"], told["body"], told["signature"], keys, where)
        found = hashlib.sha256(b"\x00" + canonical(told["leaf"]).encode()).digest()
        index, last = told["index"], body["leaves"] - 1
        for other in map(bytes.fromhex, told["path"]):
            if index % 2 or index == last:
                found = hashlib.sha256(b"\x01" + other + found).digest()
                while index and not index % 2:
                    index, last = index // 2, last // 2
            else:
                found = hashlib.sha256(b"\x01" + found + other).digest()
            index, last = index // 2, last // 2
        need(last == 0 and found.hex() == body["root"], f"{where}：到树根的路径不成立")
        need((kind, subject) == ("instance", instance["instance_id"]), f"{where}：不是本事项的锚定")
        need(hashes.get(seq) == head, f"{where}：第 {seq} 条记录的哈希与 {body['at']} 锚定的不同")
        covered, signers = max(covered, seq), signers | {told["public_key"]}
    return covered, signers


def main() -> None:
    parser = argparse.ArgumentParser(description="离线校验一件事项的归档包")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--public-key", type=Path, help="另处取得的公钥文件（PEM）")
    given = parser.parse_args()
    try:
        pem = given.public_key.read_text() if given.public_key else ""
        blocks = pem.split("-----BEGIN PUBLIC KEY-----")[1:]
        keys = {base64.b64decode(block.split("-----END")[0])[-32:].hex() for block in blocks}
        need(keys or not given.public_key, "公钥文件里没有公钥")
        sealed = check_files(given.folder, keys)
        instance = json.loads((given.folder / "instance.json").read_text(encoding="utf8"))
        hashes = check_records(given.folder, instance)
        check_definitions(given.folder, instance)
        covered, signers = check_anchors(given.folder, instance, hashes, keys)
    except Failed as failure:
        sys.exit(f"不通过：{failure}")
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        sys.exit(f"不通过：归档包残缺或无法读取（{type(error).__name__}：{error}）")
    seal = "有" if sealed else "没有"
    print(f"通过：{len(hashes)} 条记录前后相连，前 {covered} 条有签名的锚定，清单{seal}签名")
    for public in () if keys else sorted(signers):
        print("签名的公钥（请与公布的核对）：" + hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32])


if __name__ == "__main__":
    main()
