"""The exceptions of toolkit: faults in our means, never faults in people's files.

ToolkitError            anything below; the message ends with the next step
├── FormError           a form definition is wrong: every fault at once, each with its path
├── WorkFolderError     the work folder, its settings or its roster cannot be used
├── LedgerError         the ledger cannot be used
├── TemplateError       a Word template cannot be used
├── UnreadableDocumentError   these bytes cannot be read as a published report
└── Unreadable          these bytes cannot be read as a workbook (a reason code, made a value by the caller)
"""

from __future__ import annotations


class ToolkitError(Exception):
    """Never raised itself. *code* names the reason where somebody decides by it: no sentence is ever parsed."""

    def __init__(self, said: str = "", *, code: str = "") -> None:
        """Keep what is said, and the *code*."""
        self.code = code
        super().__init__(said)


class FormError(ToolkitError):
    """Hold every fault of a definition; *faults* are sentences that begin with their path."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Join *faults*, one a line."""
        self.faults = faults
        super().__init__("\n".join(faults))


class WorkFolderError(ToolkitError):
    """The work folder, its settings or its roster cannot be used."""


class LedgerError(ToolkitError):
    """The ledger cannot be used."""


class TemplateError(ToolkitError):
    """A Word template cannot be used."""


class UnreadableDocumentError(ToolkitError):
    """These bytes cannot be read as a published report."""


class Unreadable(ToolkitError):
    """These bytes cannot be read: *code* names the reason, *detail* the place in them."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep *code* (see ``form.unreadable_reasons``) and *detail*."""
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code, code=code)
