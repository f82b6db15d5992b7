"""The layers of docs/architecture.md hold."""

from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure


def test_every_module_imports_only_from_layers_below_its_own() -> None:
    configure()
    assert lint_imports(config_filename="pyproject.toml", is_debug_mode=False, verbose=False), (
        "an import contract is broken: run .venv/bin/lint-imports to see which"
    )
