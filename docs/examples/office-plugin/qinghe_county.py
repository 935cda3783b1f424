"""What a county adds of its own: a question to its villages, and the report's figures as its platform takes them.

Installed beside the toolkit (``pip install ./office-plugin``), it takes part in ``toolkit collect`` and ``toolkit merge``.
"""

import json

import toolkit

BOARDS = toolkit.Cell("阵地", "公开栏数", "数量")


def no_notice_board(submission, form):
    """Ask a village that has no notice board where it puts things up."""
    if submission.who.kind == "村社区" and submission.figures.get(BOARDS) == 0:
        yield toolkit.UnitQuestion(
            "没有公开栏，村务在哪里公开", "补报公开栏；确实没有的，说明在哪里公开", BOARDS
        )


def figures_for_the_platform(folder, made):
    """Give the report's numbers as the county's platform takes them: one object, a number a name."""
    figures = {c.name: v for c, v in made.merged.report.figures.items() if isinstance(v, float)}
    said = {"office": folder.office.code, "period": folder.office.period.text, "figures": figures}
    return {f"{folder.office.code}.json": json.dumps(said, ensure_ascii=False).encode()}
