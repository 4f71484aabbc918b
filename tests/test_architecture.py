"""The rules of DESIGN and STYLE that the syntax tree can prove. Each test lists what breaks its rule."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = sorted(path for folder in ("shopify_app", "webhooks", "jobs") for path in (ROOT / folder).rglob("*.py"))
WRITTEN = [path for path in PRODUCT if not path.match("*/migrations/versions/*")]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SANDBOX = sorted((ROOT / "sandbox").rglob("*.py"))
# What may import only what stands before it. Those in one line do not import each other.
ORDER = (
    ("core",),
    ("audit",),
    ("shops",),
    ("people",),
    ("access",),
    ("disclosures",),
    ("orders",),
    ("wholesale", "white_label", "noon", "payments", "providers"),
    ("privacy",),
    ("incidents", "monitoring", "backups", "policy"),
    ("assurance",),
    ("webhooks",),
    ("jobs",),
)
RANKS = {name: rank for rank, names in enumerate(ORDER) for name in names}
# The edge that puts everything together: its files may import each other and all of the above.
EDGE = len(ORDER)
EDGE_FILES = {
    *("__init__", "__main__", "admin", "app", "bridge", "cli", "demo", "doctor", "formats", "health"),
    *("migrations", "server", "supervisor", "tables"),
}
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "processor", "data", "info"}
# What a rule, being pure, has no business with.
OUTSIDE = (
    "sqlalchemy.",
    "flask.",
    "requests.",
    "redis.",
    "rq.",
    "os.",
    "shopify_app.core.runtime.",
    "shopify_app.core.db.",
)
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter"}
LONGEST = 250
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module the file imports anywhere, dotted."""
    found = []
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def part_of(module: str) -> str | None:
    """The feature, edge or core part a dotted module of ours belongs to; None for anything else."""
    parts = module.split(".")
    if parts[0] in {"webhooks", "jobs"}:
        return parts[0]
    return parts[1] if parts[0] == "shopify_app" and len(parts) > 1 else None


def rank_of(part: str) -> int:
    assert part in RANKS or part in EDGE_FILES, f"{part} has no place in the order: add it to this test and to DESIGN"
    return RANKS.get(part, EDGE)


def may_import(path: Path, module: str) -> bool:
    ours, theirs = part_of(name_of(path).removesuffix(".py").replace("/", ".")), part_of(module)
    assert ours is not None
    if theirs is None or theirs == ours:
        return True
    return rank_of(theirs) < rank_of(ours) or rank_of(ours) == rank_of(theirs) == EDGE


class TestImports:
    def test_they_point_one_way(self):
        assert [(name_of(one), to) for one in PRODUCT for to in imports(one) if not may_import(one, to)] == []

    @pytest.mark.parametrize(
        ("path", "module", "may"),
        [
            ("shopify_app/orders/actions.py", "shopify_app.people.actions", True),
            ("shopify_app/people/actions.py", "shopify_app.orders.actions", False),
            ("shopify_app/core/web.py", "shopify_app.shops.guard", False),
            ("shopify_app/wholesale/actions.py", "shopify_app.noon.actions", False),
            ("shopify_app/noon/actions.py", "jobs.noon", False),
            ("jobs/inbox.py", "webhooks.topics", True),
            ("webhooks/topics.py", "jobs.inbox", False),
            ("shopify_app/cli.py", "jobs.worker", True),
            ("shopify_app/app.py", "shopify_app.admin.home", True),
        ],
    )
    def test_the_order_is_understood_as_it_is_meant(self, path: str, module: str, may: bool):
        """Else the test above would prove nothing."""
        assert may_import(ROOT / path, module) is may

    def test_they_are_absolute(self):
        assert [name_of(path) for path in PRODUCT for module in imports(path) if module.startswith(".")] == []

    def test_of_the_receiver_jobs_know_only_the_table_of_topics(self):
        jobs = [path for path in PRODUCT if name_of(path).startswith("jobs/")]
        known = {module for path in jobs for module in imports(path) if part_of(module) == "webhooks"}

        assert {module for module in known if not module.startswith("webhooks.topics.")} == set()

    def test_the_product_does_not_know_its_sandbox_tests_and_benches(self):
        known = {
            (name_of(path), module.split(".")[0])
            for path in PRODUCT
            for module in imports(path)
            if module.split(".")[0] in {"sandbox", "tests", "pytest", "bench"}
        }

        assert known <= {("shopify_app/demo.py", "sandbox")}

    def test_a_rule_does_no_io_and_has_no_clock(self):
        """What a rule needs is given to it."""
        rules = [path for path in PRODUCT if path.name == "rules.py"]
        outside = [(name_of(path), to) for path in rules for to in imports(path) if f"{to}.".startswith(OUTSIDE)]
        clocks = [
            (name_of(path), ast.unparse(node))
            for path in rules
            for node in nodes_of(path)
            if isinstance(node, ast.Attribute) and node.attr in CLOCKS
        ]

        assert len(rules) > 5
        assert (outside, clocks) == ([], [])


class TestEnvironment:
    # Who hands the whole environment to child processes, and may ask what is in it.
    PASSES_ON = frozenset({"shopify_app/cli.py", "shopify_app/demo.py"})

    def test_settings_are_read_in_one_place(self):
        used = {
            (name_of(path), ast.unparse(node))
            for path in PRODUCT
            for node in nodes_of(path)
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "putenv"}
        }
        elsewhere = {(name, what) for name, what in used if name != "shopify_app/core/config.py"}

        assert ("shopify_app/core/config.py", "os.environ") in used
        assert elsewhere <= {(name, "os.environ") for name in self.PASSES_ON}

    def test_who_passes_the_environment_on_reads_nothing_from_it(self):
        """`os.environ[…]`, or a call of one of its methods."""
        inner = [
            (name, ast.unparse(node))
            for name in self.PASSES_ON
            for node in nodes_of(ROOT / name)
            if isinstance(node, ast.Subscript | ast.Attribute) and ast.unparse(node.value) == "os.environ"
        ]

        assert inner == []


class TestErrors:
    # Each re-raises, answers 500, or turns the failure into a row that shows it.
    MAY_CATCH_ALL = frozenset({"jobs/runner.py", "shopify_app/core/web.py"})
    # Stops the processes it started, whatever ends it, and lets the error through.
    CLEANS_UP = frozenset({"shopify_app/demo.py"})

    def test_everything_is_caught_in_two_places_only(self):
        wrong = [
            f"{name_of(path)}:{node.lineno}"
            for path in PRODUCT
            for node in nodes_of(path)
            if isinstance(node, ast.ExceptHandler) and self.catches_all(node) and not self.may(path, node)
        ]

        assert wrong == []

    def test_everything_is_suppressed_nowhere(self):
        suppressed = [
            (name_of(path), ast.unparse(argument))
            for path in PRODUCT
            for node in nodes_of(path)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress")
            for argument in node.args
        ]

        assert [what for _, what in suppressed if what in {"Exception", "BaseException"}] == []

    def test_the_name_of_an_error_ends_in_error(self):
        wrong = [
            f"{name_of(path)}:{node.lineno}"
            for path in WRITTEN
            for node in nodes_of(path)
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and self.is_misnamed(node)
        ]

        assert wrong == []

    def catches_all(self, handler: ast.ExceptHandler) -> bool:
        if handler.type is None:
            return True
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds)

    def may(self, path: Path, handler: ast.ExceptHandler) -> bool:
        last = handler.body[-1]
        lets_through = isinstance(last, ast.Raise) and last.exc is None
        return name_of(path) in self.MAY_CATCH_ALL or (name_of(path) in self.CLEANS_UP and lets_through)

    def is_misnamed(self, node: ast.ClassDef) -> bool:
        is_error = any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)
        return is_error and not node.name.endswith("Error")


class TestNames:
    def test_no_file_or_folder_has_a_name_that_says_nothing(self):
        named = {name_of(path): {path.stem, *path.relative_to(ROOT).parts[:-1]} for path in PRODUCT + TESTS + SANDBOX}

        assert [name for name, words in named.items() if words & BANNED] == []

    def test_nothing_in_the_root_hides_an_installed_module(self):
        """What lies there is found before what is installed. PyPI's `shopifyapp`, whose name is ours, must not be."""
        beside = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or has_python(path)}
        distributions = importlib.metadata.packages_distributions()
        installed = {name for name, packages in distributions.items() if set(packages) != {"tajir"}}

        assert {"shopify_app", "webhooks", "jobs", "sandbox", "tests"} <= beside
        assert beside & (sys.stdlib_module_names | (installed - {"tests"})) == set()

    def test_no_file_is_called_like_a_module_of_pythons_or_of_what_we_use(self):
        """Run as a script, a file's own folder comes first; and no reader should have to think which one is meant."""
        used = {module.split(".")[0] for path in PRODUCT for module in imports(path)}
        taken = sys.stdlib_module_names | (used - {"shopify_app", "webhooks", "jobs", "sandbox"})
        ours = [path for path in PRODUCT if path.stem not in {"__init__", "__main__"}]

        assert [name_of(path) for path in ours if path.stem in taken] == []

    def test_tests_are_no_package(self):
        """One in `tests/webhooks` would hide our `webhooks`."""
        assert [name_of(path) for path in TESTS if path.name == "__init__.py"] == []


def has_python(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".") and any(folder.glob("*.py"))


class TestForm:
    def test_a_file_can_be_read_without_losing_the_thread(self):
        lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in WRITTEN}

        assert {name: length for name, length in lengths.items() if length > LONGEST} == {}

    def test_every_public_function_says_what_it_does_and_what_it_gives(self):
        wrong = [
            f"{name_of(path)}:{function.lineno}"
            for path in PRODUCT
            for function in public_functions(tree_of(path))
            if not ast.get_docstring(function) or function.returns is None
        ]

        assert wrong == []

    def test_every_file_says_what_it_is(self):
        files = [path for path in PRODUCT + TESTS + SANDBOX if path.read_text("utf-8").strip()]

        assert [name_of(path) for path in files if not ast.get_docstring(tree_of(path))] == []


def public_functions(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (one for one in node.body if isinstance(one, Function) and not one.name.startswith("_"))


class TestTrail:
    def test_an_event_is_one_of_the_list_and_never_put_together(self):
        """Else a search for an event would not find who writes it."""
        written = {
            f"{name_of(path)}:{node.lineno}": ast.unparse(node.args[2])
            for path in PRODUCT
            for node in nodes_of(path)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
        }

        assert len(written) > 5
        assert {at: event for at, event in written.items() if not is_constant_of(event, "events")} == {}


def is_constant_of(expression: str, module: str) -> bool:
    owner, _, name = expression.rpartition(".")
    return owner == module and name.isupper() and name.isidentifier()


class TestTests:
    def test_every_test_can_fail(self):
        wrong = [
            f"{name_of(path)}:{function.lineno}"
            for path in TESTS
            for function in functions_of(path)
            if function.name.startswith("test_") and not can_fail(function)
        ]

        assert wrong == []

    def test_a_test_that_cannot_fail_is_recognised(self):
        """Else the test above would prove nothing."""
        tree = ast.parse("def test_a():\n    print(1)\ndef test_b():\n    assert True\ndef test_c():\n    assert f()")

        assert [can_fail(node) for node in tree.body if isinstance(node, Function)] == [False, False, True]


def functions_of(path: Path) -> Iterator[Function]:
    return (node for node in nodes_of(path) if isinstance(node, Function))


def can_fail(function: Function) -> bool:
    """Whether it asserts something that is no constant, itself or in a function of the tests that it calls."""
    return asserts(function) or bool(called(function) & asserting_names())


def asserts(function: Function) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"pytest.raises", "pytest.fail", "expect"}:
            return True
    return False


def called(function: Function) -> set[str]:
    return {ast.unparse(node.func).split(".")[-1] for node in ast.walk(function) if isinstance(node, ast.Call)}


@cache
def asserting_names() -> frozenset[str]:
    """Functions of the tests, by name, that assert something or call one that does."""
    functions = [one for path in TESTS for one in functions_of(path) if not one.name.startswith("test_")]
    found = {function.name for function in functions if asserts(function)}
    while more := {one.name for one in functions if one.name not in found and called(one) & found}:
        found |= more
    return frozenset(found)
