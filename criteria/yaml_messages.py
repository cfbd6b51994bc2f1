"""What the YAML scanner says, in Vietnamese, with what to do."""

SENTENCES = {
    "found character that cannot start any token": (
        "ký tự này không được đứng đầu (phím Tab, @ hoặc `): lùi dòng bằng dấu cách, "
        "hoặc đặt chữ trong dấu nháy kép"
    ),
    "found a tab character": "có phím Tab: hãy lùi dòng bằng dấu cách",
    "mapping values are not allowed in this context": (
        "dấu hai chấm nằm sai chỗ: đặt chữ có “: ” trong dấu nháy kép, hoặc sửa lùi dòng"
    ),
    "block sequence entries are not allowed in this context": "dấu gạch đầu dòng nằm sai chỗ",
    "did not find expected key": "lùi dòng không khớp với các khóa bên cạnh",
    "did not find expected '-' indicator": "lùi dòng không khớp với các gạch đầu dòng bên cạnh",
    "could not find expected ':'": "thiếu dấu hai chấm sau khóa",
    "did not find expected ',' or ']'": "danh sách […] thiếu dấu phẩy hoặc dấu ]",
    "did not find expected ',' or '}'": "nhóm khóa {…} thiếu dấu phẩy hoặc dấu }",
    "did not find expected node content": "thiếu giá trị, hoặc thừa dấu",
    "found unexpected end of stream": "dấu nháy chưa đóng",
    "found unexpected document indicator": "dấu nháy chưa đóng trước dấu --- hoặc ...",
    "found unknown escape character": (
        "dấu \\ trong nháy kép đi với ký tự lạ: dùng nháy đơn, hoặc viết \\\\"
    ),
    "did not find expected hexdecimal number": "mã ký tự sau \\x, \\u hoặc \\U không đủ chữ số",
    "found undefined tag handle": "không dùng thẻ (dấu !)",
    "did not find expected <document start>": "phần trước tài liệu không đúng",
}


def sentence(problem: str) -> str:
    """The Vietnamese sentence of one message of the scanner."""
    for known, translated in SENTENCES.items():
        if problem.startswith(known):
            return f"không đọc được YAML: {translated}"
    return f"không đọc được YAML ({problem.splitlines()[0] if problem else 'sai cú pháp'})"
