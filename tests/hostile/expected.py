"""What toolkit says to what ``make_hostile`` makes: its EXPECT in our words, and where we argue otherwise.

The one mapping: a kind is here because our outcome differs from EXPECT's, with the reason in a line.
"""

MEANS = {
    "accepted": {"accepted"},
    "accepted+note": {"accepted", "accepted_with_warnings"},
    "returned": {"returned"},
    "unreadable": {"unreadable"},
    "not_submission": {"not_a_submission"},
    "duplicate": {"duplicate"},
    "superseded": {"superseded"},
    "container": {"container"},
}

ARGUED = {
    # moved, but there is only one way to read it
    "row_inserted": ({"accepted_with_warnings"}, "found again by names, codes and labels, and said"),
    "column_inserted": ({"accepted_with_warnings"}, "as row_inserted"),
    "blank_row_above_everything": ({"accepted_with_warnings"}, "as row_inserted"),
    "no_cell_addresses": ({"accepted", "returned"}, "our pages have gaps: without addresses there are two readings"),
    # worked out anew
    "cached_value_stale": ({"accepted", "accepted_with_warnings"}, "worked out anew; what only the check sheet shows is not read"),
    "formula_wrong_constant": ({"accepted", "accepted_with_warnings", "returned"}, "worked out again and told; where the first formula is the check sheet's own, it is not read"),
    "num_formula_web": ({"accepted_with_warnings"}, "the stored result counts, is said, and nothing is evaluated"),
    # a number is a number
    "num_phone": ({"accepted", "accepted_with_warnings", "returned"}, "a text of digits is read and told; how large is large is a rule's matter"),
    "num_tiny_denormal": ({"accepted"}, "less than 1e-9 is what binary fractions leave behind: zero"),
    "num_value_1mm_too_many": ({"accepted", "accepted_with_warnings", "returned"}, "nothing to compare with where no rule and no last year is; over a count it is told and the count stands"),
    "sst_index_negative": ({"returned", "unreadable"}, "a text's number that is none costs its cell; one beyond the table of texts costs the file"),
    # outside the form
    "corner_cell_XFD1048576": ({"accepted_with_warnings"}, "stray input is told with its cell, wherever it is"),
    "comment_with_instructions": ({"accepted", "accepted_with_warnings"}, "without a comment in the base it is a stray cell, and told"),
    "merge_whole_sheet": ({"accepted", "accepted_with_warnings", "returned"}, "told where it covers cells to fill in; below the form it hides nothing"),
    "macros_in_xlsx": ({"accepted"}, "never run, never read, never passed on: outputs are drawn anew"),
    "date_system_1904": ({"accepted_with_warnings", "returned"}, "the flag alone moves every date by four years: the rules see it"),
    # whose
    "blank_unit_code": ({"unreadable"}, "a workbook of nobody can be returned to nobody: the office is told to adopt it"),
    "other_unit_code_same_name": ({"unconfirmed"}, "two units of the roster are meant at once: it counts for neither until the office says"),
    "future_template_version": ({"accepted", "returned"}, "the fingerprint names the edition, not the words on the cover"),
    "meta_sheet_deleted": ({"accepted", "accepted_with_warnings"}, "identity is written four ways; what is left agrees"),
    "unit_name_as_path": ({"accepted_with_warnings"}, "told as another name than the roster's; no path is made of it"),
    # which of several
    "exact_duplicate": ({"accepted", "duplicate"}, "which of two equal files comes first is the names' order"),
    "resaved_duplicate": ({"accepted", "superseded", "duplicate"}, "equal content in other bytes: the later stands"),
    "thousand_empty_files": ({"unreadable", "duplicate"}, "empty files are all the same bytes"),
    # what the walk meets
    "hard_links": ({"accepted", "duplicate"}, "as exact_duplicate"),
    "zip_nested_40_deep": ({"container"}, "opened down to its depth; the zip below is unreadable, and said"),
    "zip_password": ({"container"}, "opened; the locked member is unreadable, and said"),
    "directory_named_xlsx": ({"accepted"}, "a folder is walked, and is no file"),
    "xls_as_xlsx": ({"accepted_with_warnings", "returned", "not_a_submission", "unreadable"}, "read where it is ours"),
    "xls_own_ext": ({"accepted_with_warnings", "returned", "not_a_submission", "unreadable"}, "as xls_as_xlsx"),
    "spreadsheetml2003_as_xls": ({"not_a_submission"}, "read, and nothing of ours is in it"),
    "biff2_raw_as_xls": ({"not_a_submission"}, "read, and nothing of ours is in it"),
}  # fmt: skip

AS_ANYBODY = {"no_read_permission", "folder_no_permission"}
"""Kinds that root reads anyway."""

TIMES = {"many_valid_copies", "thousand_empty_files"}
"""Kinds that are one file hundreds of times over: made for the whole only."""


def allowed(kind: str, outcome: str) -> set[str]:
    """Return the outcomes of ours that answer EXPECT's *outcome* of *kind*."""
    if kind in ARGUED:
        return ARGUED[kind][0]
    return set().union(*(MEANS[o] for o in outcome.split("|")))
