"""What no honest client sends to the hub's public port: (name, bytes, statuses that answer it).

Status 0: closed without an answer. What the hub's listener itself cannot stand (hub/DESIGN.md) is among them.
"""

BAD = {400}
NOT_THERE = {400, 404}
# Refused, or not understood; never done, never an error of the hub.
REFUSED = {0, 400, 403, 404, 405, 408, 411, 413, 414, 417, 426, 431, 501}


def get(target="/v1/health", version="HTTP/1.1", headers=()):
    return request("GET", target, headers, version=version)


def post(headers, body=b"", target="/v1/sync"):
    return request("POST", target, headers, body)


def request(method, target, headers=(), body=b"", version="HTTP/1.1"):
    lines = [f"{method} {target} {version}", "Host: h", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(body):
    return post(["Transfer-Encoding: chunked"], body)


CHUNKS = [
    ("chunk size -2", chunked(b"-2\r\nab\r\n0\r\n\r\n"), BAD | {411}),
    ("chunk size zz", chunked(b"zz\r\nab\r\n0\r\n\r\n"), BAD | {411}),
    ("chunk size of 17 digits", chunked(b"11111111111111111\r\nab"), BAD | {411}),
    ("chunk size 0x2", chunked(b"0x2\r\nab\r\n0\r\n\r\n"), BAD | {411}),
    ("chunk size with a blank", chunked(b"2 \r\nab\r\n0\r\n\r\n"), BAD | {411}),
    ("chunk extension", chunked(b"2;a=b\r\nab\r\n0\r\n\r\n"), BAD | {411}),
    ("chunk extension of 100 KB", chunked(b"2;a=" + b"b" * 100_000 + b"\r\nab\r\n0\r\n\r\n"), BAD | {411}),
    ("chunk longer than it says", chunked(b"2\r\nabcdef\r\n0\r\n\r\n"), BAD | {411}),
    ("trailer that names the front", chunked(b"2\r\nab\r\n0\r\nX-Minsync-Front: x\r\n\r\n"), BAD | {411}),
    ("chunks after GET", get(headers=["Transfer-Encoding: chunked"]) + b"-2\r\n", BAD | {411}),
    ("chunks in capitals", post(["TRANSFER-ENCODING: CHUNKED"], b"-2\r\nab"), BAD | {411}),
    ("chunks twice", post(["Transfer-Encoding: chunked, chunked"], b"-2\r\n"), BAD | {411}),
    ("gzip, then chunks", post(["Transfer-Encoding: gzip, chunked"], b"-2\r\n"), BAD | {411, 422}),
    ("an unknown coding", post(["Transfer-Encoding: xchunked"], b"-2\r\n"), BAD | {411, 501}),
    ("a coding in two lines", post(["Transfer-Encoding: identity", "Transfer-Encoding: chunked"], b"-2\r\n"),
     BAD | {411, 422}),
]

LENGTHS = [
    ("two lengths", post(["Content-Length: 2", "Content-Length: 3"], b"abc"), BAD),
    ("two lengths on a line", post(["Content-Length: 2, 3"], b"abc"), BAD),
    ("length and chunks", post(["Content-Length: 4", "Transfer-Encoding: chunked"], b"0\r\n\r\n"), BAD | {411}),
    ("chunks and length", post(["Transfer-Encoding: chunked", "Content-Length: 4"], b"0\r\n\r\n"), BAD | {411}),
    ("length 1e3", post(["Content-Length: 1e3"]), BAD),
    ("length -1", post(["Content-Length: -1"]), BAD),
    ("length +3", post(["Content-Length: +3"], b"abc"), BAD),
    ("length 0x3", post(["Content-Length: 0x3"], b"abc"), BAD),
    ("length of words", post(["Content-Length: three"], b"abc"), BAD),
    ("an empty length", post(["Content-Length:"], b"abc"), BAD | {411}),
    ("length of 23 digits", post(["Content-Length: 99999999999999999999999"]), BAD | {413}),
    ("length of 10 TB", post(["Content-Length: 9999999999999"]), {413}),
    ("length of 2^64", post(["Content-Length: 18446744073709551616"]), BAD | {413}),
    ("a body over the limit", post(["Content-Length: 8500000"], b"a" * 100_000), {413}),
    ("no length", post([], b"abc"), {411}),
    ("more than the length, then another request", post(["Content-Length: 2"], b"ab" + get()), BAD),
    ("8 MB of zeros", post(["Content-Length: 8388608"], bytes(8_388_608)), BAD),
]

HEADS = [
    ("200 KB of one header", get(headers=["X: " + "a" * 200_000]), BAD | {431}),
    ("20 KB of one header", get(headers=["X: " + "a" * 20_000]), BAD | {431}),
    ("10,000 headers", get(headers=["X: a"] * 10_000), BAD | {431}),
    ("70 headers", get(headers=[f"X{i}: a" for i in range(70)]), BAD | {431}),
    ("a name of 20 KB", get(headers=["X" * 20_000 + ": a"]), BAD | {431}),
    ("space before the colon", get(headers=["X : a"]), BAD),
    ("no colon", get(headers=["nonsense"]), BAD),
    ("an empty name", get(headers=[": a"]), BAD),
    ("a line that goes on", get(headers=["X: a", " b"]), BAD | {200}),
    ("a first header that goes on", b"GET /v1/health HTTP/1.1\r\n X: a\r\nHost: h\r\n\r\n", BAD),
    ("bare line feeds", b"GET /v1/health HTTP/1.1\nHost: h\n\n", BAD | {200}),
    ("bare returns", b"GET /v1/health HTTP/1.1\rHost: h\r\r", BAD | {0, 408}),
    ("NUL in a value", get(headers=["X: a\0b"]), BAD | {200}),
    ("NUL in a name", get(headers=["X\0Y: b"]), BAD),
    ("return in a value", get(headers=["X: a\rb"]), BAD | {200}),
    ("bytes that are no UTF-8", get(headers=["X: \xff\xfe"]), BAD | {200}),
    ("two hosts", get(headers=["Host: other"]), BAD | {200}),
    ("a host with a path", b"GET /v1/health HTTP/1.1\r\nHost: h/../x\r\n\r\n", BAD | {200}),
    ("Expect", post(["Expect: 200-maybe", "Content-Length: 2"], b"ab"), BAD | {417}),
    ("Upgrade", get(headers=["Connection: Upgrade", "Upgrade: websocket"]), {200, 400, 426}),
    ("Connection names our header", get(headers=["Connection: close, X-Minsync-Front"]), {200}),
    ("the front's secret, forged", get(headers=["X-Minsync-Front: " + "0" * 64]), {200}),
    ("the front's secret, forged with an underline", get(headers=["X_Minsync_Front: " + "0" * 64]), {200}),
    ("a source, forged", get(headers=["X-Minsync-Source: 127.0.0.1", "X-Forwarded-For: 1.2.3.4"]), {200}),
]

LINES = [
    ("no HTTP", b"\x16\x03\x01 hello\r\n\r\n", BAD),
    ("nothing but line ends", b"\r\n" * 50, BAD | {0, 408}),
    ("a word", b"GARBAGE\r\n\r\n", BAD),
    ("version 0.9", b"GET /v1/health\r\n\r\n", BAD),
    ("version 3.7", get(version="HTTP/3.7"), {400, 505}),
    ("version x.y", get(version="HTTP/x.y"), BAD),
    ("version of 20 KB", get(version="HTTP/" + "1" * 20_000), BAD | {414, 431}),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", REFUSED | {505}),
    ("two blanks", b"GET  /v1/health HTTP/1.1\r\nHost: h\r\n\r\n", BAD | {200, 404}),
    ("TRACE", request("TRACE", "/v1/health"), {405}),
    ("CONNECT", request("CONNECT", "127.0.0.1:22"), REFUSED),
    ("OPTIONS *", request("OPTIONS", "*"), {400, 405}),
    ("HEAD", request("HEAD", "/v1/health"), {200, 404}),
    ("BREW", request("BREW", "/v1/sync"), {405}),
    ("a method with a NUL", b"GE\0T /v1/health HTTP/1.1\r\nHost: h\r\n\r\n", BAD),
    ("a method of 20 KB", request("A" * 20_000, "/v1/health"), BAD | {405, 414, 431}),
    ("a target of 20 KB", get("/" + "a" * 20_000), BAD | {414, 431}),
    ("a query of 8 KB", get("/v1/health?" + "a=b&" * 2_000), {200, 400}),
]

PATHS = [
    ("an absolute URI", get("http://127.0.0.1:22/v1/health"), {200, 400, 404}),
    ("an absolute URI of another kind", get("file:///etc/passwd"), NOT_THERE),
    ("no slash first", get("v1/health"), NOT_THERE),
    ("up and out", get("/v1/../../../etc/passwd"), NOT_THERE),
    ("up and out, encoded", get("/v1/%2e%2e/%2e%2e/etc/passwd"), NOT_THERE),
    ("encoded slashes", get("/v1%2fhealth%2f..%2f..%2fhub.key"), NOT_THERE),
    ("encoded NUL", get("/v1/health%00"), BAD),
    ("half an escape", get("/v1/health%4"), NOT_THERE),
    ("an escape that is none", get("/v1/%zz"), BAD),
    ("backslashes", get("/v1\\..\\hub.key"), NOT_THERE),
    ("NUL in the target", b"GET /v1/\0health HTTP/1.1\r\nHost: h\r\n\r\n", BAD),
    ("a fragment", get("/v1/health#x"), {200, 400, 404}),
    ("bytes over 127", get("/v1/\xff\xfe"), NOT_THERE),
    ("a wrong method on a path", request("DELETE", "/v1/sync"), {404, 405}),
]

BODIES = [
    ("a sync of noise", post(["Content-Length: 500"], bytes(range(250)) * 2), {400, 403}),
    ("an empty sync", post(["Content-Length: 0"]), {400, 403}),
    ("a file of noise", post(["Content-Length: 300"], b"\xff" * 300, "/v1/file"), {400, 403}),
    ("an enrolment of 100,000 brackets", post(["Content-Length: 100000"], b"[" * 100_000, "/v1/enrol"), {400, 403}),
    ("an enrolment with a NUL", post(["Content-Length: 12"], b'{"code":"\0"}', "/v1/enrol"), {400, 403}),
    ("20 requests at once", get() * 20, {200}),
    ("requests at once, one of them malformed", get() + post(["Content-Length: x"]) + get(), {200}),
]

ALL = CHUNKS + LENGTHS + HEADS + LINES + PATHS + BODIES
