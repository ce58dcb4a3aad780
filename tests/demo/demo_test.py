"""The story's texts and tables, without the programs."""

import pathlib
import re
import unittest

from table import table, width, wrap
from words import TEXTS

HERE = pathlib.Path(__file__).parent
SOURCES = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*.py") if path.name != "words.py")
# The start of a key, put together at run time.
FAMILIES = tuple(re.findall(r'f"([a-z]+\.)\{', SOURCES))


class WordsTest(unittest.TestCase):
    def test_both_languages_are_given_the_same_values(self):
        for key, (zh, en) in TEXTS.items():
            with self.subTest(key):
                self.assertEqual(set(re.findall(r"\{(\w+)\}", zh)), set(re.findall(r"\{(\w+)\}", en)))

    def test_every_text_is_used_and_every_key_has_its_text(self):
        for key in TEXTS:
            self.assertTrue(f'"{key}"' in SOURCES or key.startswith(FAMILIES) or key.endswith(".title"), key)
        for key in re.findall(r'words\("([a-z_.]+)"', SOURCES):
            self.assertIn(key, TEXTS)

    def test_chinese_has_chinese_punctuation(self):
        for key, (zh, _) in TEXTS.items():
            self.assertIsNone(re.search(r"[\u4e00-\u9fff][,;:?!]", zh), key)


class TableTest(unittest.TestCase):
    def test_columns_stand_under_each_other_in_both_scripts(self):
        lines = table(["单位", "n"], [["西湖区", "1"], ["Xihu", "1,000"]], "lr")
        self.assertEqual(["单位        n", "------  -----", "西湖区      1", "Xihu    1,000"], lines)

    def test_a_long_cell_goes_on_below(self):
        lines = table(["a", "b"], [["家庭住址", "x"]], limit=4)
        self.assertEqual(["家庭  x", "住址"], lines[2:])

    def test_no_line_is_wider_or_begins_with_a_comma(self):
        text = "街道没有网络时照常填报\uff0c网络一通\uff0c自动合到一起\u3002 The township goes on, offline."
        for limit in range(8, 60):
            lines = wrap(text, limit)
            self.assertEqual("".join(text.split()), "".join("".join(lines).split()))
            for line in lines:
                self.assertLessEqual(width(line), max(limit, len("township")))
                self.assertNotIn(line[0], "\uff0c\u3002,.")


if __name__ == "__main__":
    unittest.main()
