"""Each check finds what it is there for, and stays quiet on what is right."""

import pathlib
import tempfile
import unittest

import banned
import dependencies
import formatting
import includes
import messages
import sizes
import tree as trees


def places(faults):
    return [fault.split(": ")[0] for fault in faults]


class IncludesTest(unittest.TestCase):
    def found(self, path, text):
        return len(includes.check({path: text}))

    def test_folders_include_only_what_lies_below_them(self):
        for path, header in [
            ("sync_protocol/a.h", "shared/text/text.h"),
            ("shared/forms/a.h", "client/store/b.h"),
            ("client/cli/a.cpp", "hub/api/b.h"),
            ("hub/api/a.cpp", "client/sync/b.h"),
            ("hub/api/a.cpp", "tests/x.h"),
            ("hub/api/a.cpp", "b.h"),
        ]:
            self.assertEqual(self.found(path, f'#include "{header}"\n'), 1, path)

    def test_allowed_directions_are_quiet(self):
        for path, header in [
            ("sync_protocol/codec/a.h", '"sync_protocol/ids.h"'),
            ("sync_protocol/codec/a.h", "<zstd.h>"),
            ("sync_protocol/a.h", "<tl/expected.hpp>"),
            ("client/cli/a.cpp", '"shared/text/text.h"'),
            ("hub/api/a.cpp", '"hub/ingest/b.h"'),
            ("tests/unit/a.cpp", '"client/cli/b.h"'),
            ("tests/unit/a.cpp", "<openssl/evp.h>"),
        ]:
            self.assertEqual(self.found(path, f"#include {header}\n"), 0, path)

    def test_the_core_knows_no_library_and_no_outside(self):
        for header in ("unistd.h", "thread", "fstream", "random", "fmt/format.h"):
            self.assertEqual(self.found("sync_protocol/a.cpp", f"#include <{header}>\n"), 1, header)

    def test_each_library_has_its_owner(self):
        for header, owner in [
            ("openssl/evp.h", "shared/crypto/a.cpp"),
            ("cpprest/http_listener.h", "shared/http/a.cpp"),
            ("curl/curl.h", "client/transport/a.cpp"),
            ("sqlite3.h", "shared/store/a.cpp"),
        ]:
            self.assertEqual(self.found(owner, f"#include <{header}>\n"), 0, header)
            self.assertEqual(self.found("hub/ingest/a.cpp", f"#  include <{header}>\n"), 1, header)

    def test_line_is_told_and_comments_do_not_count(self):
        text = '// #include "hub/a.h"\n/*\n#include "hub/a.h"\n*/\n#include "hub/a.h"\n'
        self.assertEqual(places(includes.check({"client/a.cpp": text})), ["client/a.cpp:5"])


def function(name, lines, indent=""):
    return f"{indent}{name} {{\n" + f"{indent}  f();\n" * (lines - 2) + f"{indent}}}\n"


class SizesTest(unittest.TestCase):
    def test_long_files_and_mains_are_found(self):
        self.assertEqual(sizes.check({"hub/a.cpp": "\n" * 400, "hub/main.cpp": "\n" * 40}), [])
        faults = sizes.check({"hub/a.cpp": "\n" * 401, "hub/main.cpp": "\n" * 41, "tests/a.py": "\n" * 401})
        self.assertEqual(places(faults), ["hub/a.cpp", "hub/main.cpp", "tests/a.py"])
        self.assertEqual(places(sizes.check({"a.vue": "\n" * 301, "a.ts": "\n" * 400})), ["a.vue"])

    def test_long_functions_are_found_wherever_they_stand(self):
        for begin, name, end in [
            ("", "int f(int a)", ""),
            ("namespace x {\n", "Result<int> A::f(int a) const noexcept", "}\n"),
            ("class A : public B {\n public:\n", "A(int a) : a_{a}, b_(a), c_{1, 2}", "};\n"),
            ("struct A {\n  int x{3};\n", "template <typename T = int>\n  auto f(T t = {}) -> int", "};\n"),
            ("", "bool A::operator==(const A& a) const", ""),
            ("", "TEST_F(Some, Test)", ""),
        ]:
            for lines, faults in [(70, 0), (71, 1)]:
                text = begin + function(name, lines) + end
                self.assertEqual(len(sizes.check({"hub/a.cpp": text})), faults, name)

    def test_blocks_that_are_no_functions_may_be_long(self):
        table = "constexpr int kTable[] = {\n" + "  1,\n" * 90 + "};\n"
        scope = "namespace x {\n" + "int a;\n" * 90 + "}\nclass A {\n" + "  void f();\n" * 90 + "};\n"
        self.assertEqual(sizes.check({"hub/a.cpp": table + scope}), [])

    def test_braces_in_texts_and_macros_do_not_count(self):
        text = '#define M(a) \\\n  do { \\\n\nint f() { return g("}{", \'{\', R"(}}})", 1\'000); }  // {\n'
        self.assertEqual([f[0] for f in sizes.cpp_functions(text * 3)], ["f"] * 3)

    def test_python_counts_too(self):
        text = "def f():\n" + "    pass\n" * 70
        self.assertEqual(len(sizes.check({"tests/a.py": text})), 1)


class MessagesTest(unittest.TestCase):
    DEF = "shared/text/catalogue/area.def"

    def faults(self, catalogue, code='fail(kind, "area.one", {"x.y"});'):
        including = f'#include "{self.DEF}"\n'
        return messages.check({self.DEF: catalogue, "shared/text/text.cpp": including, "hub/a.cpp": code})

    def test_complete_catalogue_is_quiet(self):
        self.assertEqual(self.faults('M("area.one", "一 {0}" "{1}",\n  "one {1} {0}")\n'), [])

    def test_label_in_both_languages_takes_two_holes(self):
        self.assertEqual(self.faults('M("area.one", "{0}:{2} 一", "{1}: {2} one")'), [])

    def test_each_fault_of_an_entry_is_found(self):
        for catalogue in [
            'M("area.one", "一 {0} {2}", "one {2}")',
            'M("area.one", "一 {0}", "one {2}")',
            'M("area.one", "", "one")',
            'M("area.one", "一", " ")',
            'M("area.one", "一 {0}", "one")',
            'M("area.one", "一", "one")\nM("area.one", "二", "two")',
            'M("area.one", "一", "one")\nM("area.two", "二", "two")',
            'M("area.one", "一", "one")\nM("Area", "二", "two")',
            'M("area.one", "一", "one")\nM("area.two", "二")',
        ]:
            self.assertNotEqual(self.faults(catalogue), [], catalogue)

    def test_unknown_ids_are_found_however_they_are_said(self):
        entry = 'M("area.one", "一", "one")'
        for code in [
            'fail(FaultKind::failed,\n     "area.two");',
            "say(language, '\"' + g(1), \"area.two\");",
            'Fault{FaultKind::failed, "area.two", {}, {}};',
            'say(l, full ? "area.one" : "area.two");',
        ]:
            found = self.faults(entry, 'f("area.one");\n' + code)
            self.assertEqual(len(found), 1, code)
            self.assertIn("there is no message area.two", found[0])

    def test_ids_in_comments_are_not_said(self):
        self.assertEqual(len(self.faults('M("area.one", "一", "one")', '// fail(k, "area.one")')), 1)

    def test_file_that_nobody_includes_is_found(self):
        faults = messages.check({self.DEF: "", "shared/text/text.cpp": ""})
        self.assertEqual(len(faults), 1)


class BannedTest(unittest.TestCase):
    def found(self, path, text):
        return len(banned.check({path: text}))

    def test_each_banned_call_is_found(self):
        for text in ["t.detach();", "sprintf(a);", "strcpy(a, b);", "system(a);", "std::system(a);", "rand();",
                     "std::cout << 1;", "localtime(&t);", "atoi(a);"]:
            self.assertEqual(self.found("shared/a.cpp", text), 1, text)

    def test_look_alikes_are_quiet(self):
        for text in ["snprintf(a);", "file_system(a);", "a.system(b);", "operand();", "localtime_r(&t);",
                     "// system(a)", 'f("system(a)");']:
            self.assertEqual(self.found("shared/a.cpp", text), 0, text)
        self.assertEqual(self.found("client/cli/a.cpp", "std::cout << 1;"), 0)

    def test_core_reads_no_clock_and_tests_do_not_sleep(self):
        self.assertEqual(self.found("sync_protocol/a.cpp", "auto t = clock::now();"), 1)
        self.assertEqual(self.found("hub/a.cpp", "auto t = clock::now();"), 0)
        self.assertEqual(self.found("tests/unit/a.cpp", "std::this_thread::sleep_for(1ms);"), 1)
        self.assertEqual(self.found("tests/end_to_end/a.py", "def f():\n    time.sleep(1)\n"), 1)
        self.assertEqual(self.found("tests/end_to_end/a.py", "def wait_for():\n    time.sleep(1)\n"), 0)

    def test_commands_change_nothing_past_the_audit_log(self):
        change = "return run_in_transaction(*store, work);"
        self.assertEqual(self.found("hub/admin/device.cpp", change), 1)
        self.assertEqual(self.found("hub/admin/context.cpp", change), 0)
        self.assertEqual(self.found("hub/recovery/backup.cpp", change), 0)

    def test_what_a_page_does_not_do_is_found(self):
        for text in ['<p v-html="x" />', "el.innerHTML = x", "eval(x)", "console.log(x)", "fetch('https://cdn.example.com/a')",
                     "const a = b as any", "const title = '登记'"]:
            self.assertEqual(self.found("client/web/src/a.vue", text), 1, text)
        for text in ["retrieval(x)", "import a from 'element-plus'", "// see the first company"]:
            self.assertEqual(self.found("client/web/src/a.ts", text), 0, text)
        self.assertEqual(self.found("client/web/src/texts/zh.ts", "save: '保存'"), 0)
        self.assertEqual(self.found("client/web/src/a.test.ts", "expect(a).toBe('张三')"), 0)

    def test_unfinished_work_and_absolute_paths_are_found_in_any_file(self):
        self.assertEqual(self.found("hub/README.md", "TO" + "DO: more"), 1)
        self.assertEqual(self.found("tests/a.py", "open('/ho" + "me/someone/x')"), 1)
        self.assertEqual(self.found("run", "#!/usr/bin/env bash\n"), 0)
        self.assertEqual(self.found("hub/a.cpp", 'f("https://host/opt/x", "a/var/b");'), 0)


class DependenciesTest(unittest.TestCase):
    TREE = {"CMakeLists.txt": "find_package(CURL REQUIRED)\npkg_check_modules(Z REQUIRED IMPORTED_TARGET libzstd)\n"}

    def test_libraries_are_named_as_people_do(self):
        self.assertEqual(dependencies.libraries(self.TREE), ["libcurl", "zstd"])

    def test_readme_that_forgets_one_is_found(self):
        self.assertEqual(len(dependencies.check(self.TREE | {"README.md": "needs libcurl"})), 1)
        self.assertEqual(dependencies.check(self.TREE | {"README.md": "libcurl and Zstd"}), [])


class TreeTest(unittest.TestCase):
    def test_project_itself_is_read(self):
        tree = trees.read(pathlib.Path(__file__).parents[2])
        self.assertIn("sync_protocol/result.h", tree)
        self.assertIn("run", tree)
        self.assertGreater(len(messages.entries(tree)), 10)
        self.assertGreater(len(sizes.cpp_functions(tree["shared/text/text.cpp"])), 4)
        self.assertFalse([path for path in tree if path.startswith("build")])


@unittest.skipUnless(formatting.available(), "clang-format is not installed")
class FormattingTest(unittest.TestCase):
    def test_unformatted_file_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / ".clang-format").write_text("BasedOnStyle: Google\n")
            (root / "good.cpp").write_text("int f() { return 1; }\n")
            (root / "bad.cpp").write_text("int f( ){return 1;}\n")
            self.assertEqual(places(formatting.check_files(root, ["good.cpp", "bad.cpp"])), ["bad.cpp"])


if __name__ == "__main__":
    unittest.main()
