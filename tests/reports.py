"""Real published reports (tests/data) as documents: their figures in the official tables, their excerpts as prose."""

from dataclasses import dataclass

from real import COLUMNS, load

from toolkit.document.model import Box, Document, Grid, Paragraph, Run

HEADS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
PROBLEMS = "一是公开内容不够及时，二是解读形式较为单一。下一步将加强培训，明确责任，及时更新各栏目内容。"
PERIOD = "本报告数据的统计期限自{0}年1月1日起至{0}年12月31日止。"
SUPERVISED = "对各单位进行工作考核，开展社会评议，未发生责任追究情形。"


@dataclass
class Printed:
    """A report on its way to paper: change any part, then ask for ``document``."""

    unit: str
    year: int
    first: list
    two: list
    three: list
    four: list
    fifth: str = PROBLEMS
    sixth: str = "本年度未收取信息处理费。"
    title: str = ""
    period: str = PERIOD
    dated: str = ""
    heads: tuple = HEADS
    left_out: frozenset = frozenset()

    def document(self):
        def text(said, role="body"):
            return Paragraph((Run(said),), role)

        title = self.title or f"{self.unit}{self.year}年政府信息公开工作年度报告"
        blocks = [text(title, "title")]
        blocks += [text(self.period.format(self.year))] if self.period else []
        bodies = (
            [text(x) for x in self.first],
            [grid("表二", self.two)],
            [grid("表三", self.three)],
            [grid("表四", self.four)],
            [text(self.fifth)],
            [text(self.sixth)] if self.sixth else [],
        )
        for head, body in zip(self.heads, bodies, strict=True):
            kept = [b for b in body if getattr(b, "name", "") not in self.left_out]
            blocks += ([text(head, "heading")] if head not in self.left_out else []) + kept
        blocks += [text(self.dated)] if self.dated else []
        return Document(title, self.unit, self.year, tuple(blocks))


def grid(name, rows):
    return Grid(
        name, tuple(tuple(c if isinstance(c, Box) or c is None else Box(str(c)) for c in r) for r in rows)
    )


def shown(value):
    return "" if value is None else str(value)


def two(report):
    d = report["table2"]
    if "本年制发件数" not in d["规章"]:
        return [
            ["信息内容", *d["规章"]],
            *[[k, *map(shown, v.values())] for k, v in d.items() if isinstance(v, dict)],
        ]
    rows = [["第二十条第（一）项", None, None, None], ["信息内容", *d["规章"]]]
    rows += [[k, *map(shown, d[k].values())] for k in ("规章", "行政规范性文件")]
    for item, kinds in (("五", ["行政许可"]), ("六", ["行政处罚", "行政强制"])):
        rows += [[f"第二十条第（{item}）项", None, None, None], ["信息内容", "本年处理决定数量", None, None]]
        rows += [[k, shown(d[f"{k}_本年处理决定数量"]), None, None] for k in kinds]
    rows += [["第二十条第（八）项", None, None, None], ["信息内容", "本年收费金额（单位：万元）", None, None]]
    return [*rows, ["行政事业性收费", shown(d["行政事业性收费_本年收费金额_万元"]), None, None]]


def three(report):
    rows = [
        [
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            None,
            None,
            "申请人情况",
            *[None] * 6,
        ],
        [None, None, None, "自然人", "法人或其他组织", *[None] * 4, "总计"],
        [None, None, None, None, *COLUMNS[1:6], None],
    ]
    last = ()
    for row in report["table3"]:
        path = row["label"].split("/")
        shared = next((i for i, (a, b) in enumerate(zip(path, last, strict=False)) if a != b), 0)
        labels = [None if i < shared else p for i, p in enumerate(path)]
        rows.append([*labels, *[None] * (3 - len(labels)), *map(shown, row["values"])])
        last = path
    return rows


def four(report):
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return [
        ["行政复议", *[None] * 4, "行政诉讼", *[None] * 9],
        [*five, "未经复议直接起诉", *[None] * 4, "复议后起诉", *[None] * 4],
        [*[None] * 5, *five, *five],
        [shown(v) for v in report["table4"]],
    ]


def printed(number):
    """Return real report *number*; what is not known of its prose is filled in with sentences that claim nothing."""
    report = load(number)
    said = report["text_excerpts"]
    first = []
    if "as_stored" in said:
        first = list(said["as_stored"].split("\n二、")[0].split("\n"))
    else:
        asked = {"依申请公开": ("依申请公开", "依申请", "概述"), "主动公开": ("主动公开",)}
        for index, aspect in enumerate(
            ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
        ):
            first.append(f"（{'一二三四五'[index]}）{aspect}")
            texts = [said[k] for k in asked.get(aspect, ()) if k in said]
            first += texts or ["按照要求做好有关工作，成效较好。" if aspect != "监督保障" else SUPERVISED]
    made = Printed(
        report["unit"].partition("（")[0], report["year"], first, two(report), three(report), four(report)
    )
    if "其他" in said:
        made.sixth = said["其他"]
    return made


def markdown(document):
    """Write *document* as Markdown with tables of pipes."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines += [{"title": "# ", "heading": "## "}.get(block.role, "") + block.text, ""]
        else:
            for row in block.rows:
                lines.append("| " + " | ".join("" if b is None else b.text for b in row) + " |")
            lines.append("")
    return "\n".join(lines)


def page(document):
    """Write *document* as a plain web page, as a portal's editor does."""
    parts = [
        "<html><head><meta charset='utf-8'><title>门户</title></head><body><div class='nav'>首页 政务公开</div>"
    ]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{block.text}</p>")
        else:
            parts.append("<table>")
            for r, row in enumerate(block.rows):
                parts.append("<tr>")
                for c, box in enumerate(row):
                    if box is None:
                        continue
                    wide = 1
                    while c + wide < len(row) and row[c + wide] is None and (block.name != "表三" or r or c):
                        wide += 1
                    parts.append(f"<td colspan='{wide}'>{box.text}</td>")
                parts.append("</tr>")
            parts.append("</table>")
    return "".join([*parts, "<p>主办单位：某某 版权所有</p></body></html>"])
