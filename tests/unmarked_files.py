"""A township's inbox of submissions without our marks, as villages really send them: own copies, renamed, other formats.

What each holds is drawn from one table (``HELD``), so that hand sums are written from it and not from what was read.
"""

import csv
import datetime
import io
import os
from pathlib import Path

import openpyxl
from intake_zips import packed

from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import make_work_folder
from toolkit.form.period import Period

DEFINITION = Path(__file__).parent / "data" / "second-form.toml"
OFFICE = Office("511523106", "青石镇人民政府", "township", "rexian", Period.of_year(2024), "2099-01-10")
NOW = "2025-01-09T08:00:00+00:00"
TIME = 1_736_000_000
NAMES = (
    *(
        "和平村",
        "新华村",
        "石桥村",
        "大石桥村",
        "东岭村",
        "西滩村",
        "南坡村",
        "北渡村",
        "柳林村",
        "王庄村",
        "李庄村",
    ),
    *(
        "赵家沟村",
        "青龙社区",
        "幸福社区",
        "光明村",
        "红旗村",
        "五星村",
        "双河村",
        "清泉村",
        "白云村",
        "高楼村",
    ),
    *("梅花村", "马店村", "张湾村", "免报村"),
)
CODES = {name: f"5115231062{n:02}" for n, name in enumerate(NAMES, 1)}
MORE = {
    "北渡村": {"contact": "周大明", "phone": "0831-5550101"},
    "双河村": {"contact": "吴小红"},
    "五星村": {"contact": "郑建国", "phone": "13900001234"},
    "幸福社区": {"also": "老街社区、老街"},
    "免报村": {"excused": "年中撤并"},
}
UNITS = tuple(Unit(CODES[n], n, "村社区", **MORE.get(n, {})) for n in NAMES)
HEADS = ("工单号", "受理日期", "类型", "办结情况")
WAYS = (("咨询", "按时办结"), ("投诉", "超时办结"), ("投诉", "未办结"))


def held(name):
    """Return what a village reports: its visits (户数, 满意 of 走访 and 回访), and the rows of its list."""
    n = list(CODES).index(name) + 1 if name in CODES else 50
    cases = [
        (f"{name[:2]}{i}", datetime.date(2024, 1 + i, n % 27 + 1), *WAYS[i % 3]) for i in range(n % 4 + 1)
    ]
    return (40 + n, 30 + n, 10 + n, n), cases


def sheet_rows(name, *, above=(), heads=HEADS, numbered=False):
    """Return an own copy as rows: titles, 走访 as a grid, the list below it, a signature."""
    visits, cases = held(name)
    order = [HEADS.index(h) for h in heads]
    rows = [
        *above,
        ("二、走访回访",),
        (None, "户数", "满意"),
        ("走访", *visits[:2]),
        ("回访", *visits[2:]),
        (),
    ]
    rows += [(*(("序号",) if numbered else ()), *heads)]
    rows += [(*((i,) if numbered else ()), *(c[at] for at in order)) for i, c in enumerate(cases, 1)]
    return [*rows, (), ("填表人：", None, "审核人：")]


def book(*sheets):
    """Return the bytes of a workbook made elsewhere, from (name, rows)."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def own_copy(name, sheet="Sheet1", **more):
    return book((sheet, sheet_rows(name, **more)))


def as_text(name, encoding, separator=","):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(sheet_rows(name))
    return out.getvalue().encode(encoding)


def other_table():
    """A table of another kind altogether, by a village of the roster."""
    rows = [("高楼村种粮补贴发放表",), ("户主", "面积", "金额"), *((f"户{i}", i, 10 * i) for i in range(12))]
    return book(("补贴", rows))


CLEAR = {
    "和平村.xlsx": ("和平村", own_copy("和平村")),
    "新华村村民委员会报表.xlsx": ("新华村", own_copy("新华村")),
    "石桥村热线月报.xlsx": ("石桥村", own_copy("石桥村", above=[("填报单位：石桥村",)])),
    "大石桥村.xlsx": ("大石桥村", own_copy("大石桥村")),
    "附件2.xlsx": ("东岭村", own_copy("东岭村", above=[("填报单位", "青石镇东岭村村民委员会")])),
    "新建 XLSX 工作表.xlsx": ("西滩村", own_copy("西滩村", above=[("西滩村2024年热线办件统计表",)])),
    "表.xlsx": ("南坡村", own_copy("南坡村", sheet="南坡村")),
    "北渡村/报表.xlsx": ("北渡村", own_copy("北渡村", above=[("填表人：周大明",)])),
    "上报.xlsx": ("柳林村", own_copy("柳林村", above=[("单位编码", CODES["柳林村"])])),
    "王庄村.csv": ("王庄村", as_text("王庄村", "gbk")),
    "李庄村.csv": ("李庄村", as_text("李庄村", "utf-16", "\t")),
    "赵家沟村.csv": ("赵家沟村", as_text("赵家沟村", "utf-8-sig")),
    "青龙居委会.xlsx": ("青龙社区", own_copy("青龙社区")),
    "老街社区上报.xlsx": ("幸福社区", own_copy("幸福社区")),
    "光明村_新.xlsx": (
        "光明村",
        own_copy("光明村", heads=("办结情况", "类型", "工单号", "受理日期"), numbered=True),
    ),
    "红旗村.xlsx": (
        "红旗村",
        own_copy(
            "红旗村", above=[("附件3",), ("热线办件情况",), ("单位：件、户",), ("说明：没有的填0",), ()]
        ),
    ),
    "IMG_0001.xlsx": ("五星村", own_copy("五星村", above=[("联系电话：139-0000-1234",)])),
    "双河村.zip/报表.xlsx": ("双河村", own_copy("双河村", above=[("填表人：吴小红",)])),
    f"{CODES['高楼村']}_热线.xlsx": ("高楼村", own_copy("高楼村")),
}
"""Files with one owner, by where they lie: whose each is, its bytes."""
DOUBTED = {
    "清泉村.xlsx": own_copy("清泉村"),
    "清泉村(改).xlsx": own_copy("清泉村", above=[("改后",)], numbered=True),
    "白云村.xlsx": own_copy("白云村", above=[("2023年热线办件情况统计表",)]),
    "2023年免报.xlsx": own_copy("免报村", above=[("填报单位：免报村",)]),
    "天河.xlsx": own_copy("天河村", above=[("填报单位：天河村",)]),
    "梅花村.xlsx": own_copy("梅花村", above=[("填报单位：张湾村",)]),
    "马店村.xlsx": own_copy("马店村"),
    "和平村、新华村.xlsx": own_copy("和平村", above=[("两村合报",)]),
    "张湾.xlsx": own_copy("张湾村"),
    "最终版.xlsx": own_copy("和平村", above=[("热线",)]),
}
"""Files nobody may take without looking."""
BESIDE = {
    "高楼村补贴.xlsx": other_table(),
    "梅花村.docx": b"",
    "马店村.jpg": b"\xff\xd8\xff" + bytes(64),
}
"""What seems to be somebody's and is no submission of this form."""


def put_inbox(home, only=()):
    """Write the inbox below *home*, or *only* some files of it; every file has the same time."""
    files = {path: data for path, (_, data) in CLEAR.items()} | DOUBTED | BESIDE
    if only:
        files = {path: files[path] for path in only}
    else:
        files["梅花村.docx"] = packed(
            {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
        )
    zipped = {p: files.pop(p) for p in list(files) if ".zip/" in p}
    for path, data in zipped.items():
        outer, _, inner = path.partition("/")
        files[outer] = packed({inner: data})
    for path, data in files.items():
        at = home / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(data)
        os.utime(at, (TIME, TIME))
    return home


def township_of_rexian(path, units=UNITS):
    """Make the work folder of the office these files are sent to."""
    return make_work_folder(path, OFFICE, units, DEFINITION.read_bytes())
