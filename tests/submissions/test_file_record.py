"""What stands for everything a file says."""

from draw import submission
from forms import xxgk

from toolkit.form.finding import make_finding
from toolkit.submissions.file_record import submission_digest

SENT = submission(xxgk(), "村社区")


def told(value, code="not_a_number", **more):
    return [make_finding(code, sheet="工作情况", cell="B22", label="意见收到", value=value, **more)]


def test_two_files_that_differ_in_what_was_not_read_are_not_the_same():
    assert submission_digest(SENT, told("三件左右")) != submission_digest(SENT, told("五件左右"))
    assert submission_digest(SENT, told("三件左右")) == submission_digest(SENT, told("三件左右"))


def test_a_remark_about_how_it_was_saved_makes_no_other_file_of_it():
    assert submission_digest(SENT, told("12", code="cleaned", read="12", why="")) == submission_digest(
        SENT, ()
    )
