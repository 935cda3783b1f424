"""What each unit of the samples sends: invented figures and rows, drawn from a seed, and the mistakes of a first round."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.author.sample_recipe import CODE, NAME
from toolkit.folder.roster import Office, Unit
from toolkit.folder.work_folder import WorkFolder, workbook_identity
from toolkit.form.model import Cell
from toolkit.form.period import Period
from toolkit.form.submission import Row, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.form.submission import Value

SEED = 2024
YEAR = 2024
OFFICE = Office(CODE, NAME, "township", "xxgk", Period.of_year(YEAR), "2025-01-10")
VILLAGES = (
    *("东岭村", "西滩村", "南坡村", "北渡村", "柳沟村", "石桥村"),
    *("梨园村", "杏林村", "河口村", "新庄村", "古渡社区", "镇北社区"),
)
STATIONS = (
    ("财政所", "镇内设"),
    ("农业农村服务中心", "镇内设"),
    ("综合行政执法队", "镇内设"),
    ("便民服务中心", "镇内设"),
    ("文化服务中心", "镇内设"),
    ("市场监管所", "县派驻（垂直）"),
    ("自然资源所", "县派驻（垂直）"),
    ("司法所", "县派驻（垂直）"),
)
LEAD = "党政办公室"
TOPICS = {
    "党务": ("“七一”慰问名单", "党员发展公示", "主题党日安排"),
    "村务": ("村民代表会议决议", "村规民约修订稿", "人居环境整治评比结果"),
    "财务": ("{}月份收支明细", "{}月份集体资产变动"),
    "惠民补贴": ("耕地地力保护补贴公示", "农机购置补贴公示"),
    "工程项目": ("通组路硬化工程公示", "饮水管网改造验收公示"),
    "低保救助": ("低保对象动态调整公示", "临时救助公示"),
    "宅基地": ("宅基地审批结果公示",),
    "其他": ("森林防火禁火令", "防溺水告知书", "医保缴费通知"),
}
PROBLEMS = (
    ("公开栏更换不及时，个别内容过期", "明确专人每月更换，由村务监督委员会检查", "2025年3月"),
    ("部分老人不会用微信，看不到群里的信息", "重要事项同时用广播通知", "2025年2月"),
    ("财务公开内容不够细", "按会计科目逐项公开，附票据编号", "2025年4月"),
)
LEAD_PROBLEMS = (
    (
        "信息更新不及时，相关政策发布后未能及时更新公开内容",
        "建立快速响应机制，明确各站所提供信息的时间节点",
        "2025年3月",
    ),
    ("公开内容准确性有待提高，存在数据错误、表述歧义", "实行多轮审核，设立信息纠错机制", "2025年3月"),
    ("公开渠道知名度低，群众查找信息困难", "在公共场所设置公开渠道二维码", "2025年6月"),
    ("对公众留言、评论回复不及时", "建立反馈台账，明确回复时限", "2025年2月"),
)
TEXTS = {
    "主动公开": "2024年，利用“醉美白鹤”公众号及时发布农业补贴政策、城镇建设规划、文化活动等信息，累计发布1216条；在镇内广告屏播放安全生产、环保知识，在各村（社区）微信群推送就业招聘等信息。",
    "依申请公开": "2024年，收到政府信息公开申请1件，已按期办结，予以公开。",
    "政府信息管理": "成立由镇长任组长的政府信息管理工作领导小组，各站所负责人参加，办公室指定专人负责信息的收集、整理、审核与发布，落实“五审五校”制度。",
    "平台建设": "依托区政府网站集中展示政策文件、工作动态和财政收支；利用微信公众号、微博解读政策，开展线上民意调查、在线答疑。",
    "监督保障": "组织镇、村两级工作人员参加政务公开培训，将政务公开纳入各部门绩效考核，对公开不及时、不准确的部门通报批评并责令限期整改；设监督电话、电子邮箱和意见箱。",
    "其他事项": "本单位2024年度未收取政府信息公开信息处理费。",
}


def invent_submission(folder: WorkFolder, unit: Unit, at: int) -> Submission:
    """Invent what the unit at place *at* of the roster sends, mended."""
    rng = random.Random(f"{SEED}-{unit.code}")
    made = Submission(workbook_identity(folder, unit), figures=_sample_cover(rng))
    if unit.kind == "村社区":
        return _village_submission(made, rng, at)
    if unit.kind == "站所":
        return _station_submission(made, rng, STATIONS[at - len(VILLAGES)])
    return _own_office_submission(made, rng)


def _sample_cover(rng: random.Random) -> dict[Cell, Value]:
    cells: dict[str, Value] = {
        "填报人": "样例甲",
        "审核人": "样例乙",
        "联系电话": f"0379-0000{rng.randint(1000, 9999)}",
        "填报日期": f"2025-01-{rng.randint(3, 9):02}",
    }
    return {Cell("封面", row, "内容"): value for row, value in cells.items()}


def _counts(table: str, **rows: float) -> dict[Cell, Value]:
    return {Cell(table, row, "数量"): float(value) for row, value in rows.items()}


def _listed(rows: list[dict[str, Value]]) -> tuple[Row, ...]:
    return tuple(Row(i, values) for i, values in enumerate(rows, 7))


def _random_day(rng: random.Random) -> str:
    return (datetime.date(YEAR, 1, 1) + datetime.timedelta(days=rng.randint(5, 355))).isoformat()


def _village_submission(made: Submission, rng: random.Random, at: int) -> Submission:
    received = rng.randint(3, 18)
    figures = made.figures | _counts(
        "阵地", 公开栏数=rng.randint(1, 4), 意见箱数=rng.randint(1, 3), 服务站数=1, 微信群数=rng.randint(2, 8)
    )  # fmt: skip
    figures |= _counts(
        "互动", 意见收到=received, 意见答复=received - rng.randint(0, 2), 监委会审核=rng.randint(4, 12), 应财务公开=12, 财务公开=12
    )  # fmt: skip
    figures |= _counts("培训", 场次=rng.randint(0, 2), 人次=rng.randint(8, 40))
    if figures[Cell("培训", "场次", "数量")] == 0:
        figures[Cell("培训", "人次", "数量")] = 0.0
    public = [_posted_notice_row(rng) for _ in range(rng.randint(14, 34))]
    public.sort(key=lambda r: str(r["日期"]))
    lists = {"公开": _listed(public), "问题": _problem_rows(rng.sample(PROBLEMS, 1))}
    if at == 0:  # the year's one request was handed in at this village
        passed: dict[str, Value] = {
            "收到": "2024-04-11", "申请人": "申请人A", "移送": "2024-04-11", "登记号": "2024-001",
        }  # fmt: skip
        lists["代收"] = _listed([passed])
    zero = frozenset({"代收"}) - lists.keys()
    return replace(made, figures=figures, rows=lists, zero=zero)


def _posted_notice_row(rng: random.Random) -> dict[str, Value]:
    topic = rng.choices(list(TOPICS), weights=(8, 14, 24, 10, 6, 10, 4, 16))[0]
    day = _random_day(rng)
    row: dict[str, Value] = {
        "日期": day,
        "标题": rng.choice(TOPICS[topic]).format(int(day[5:7])),
        "类别": topic,
        "性质": "受镇政府委托张贴" if topic == "其他" and rng.random() < 0.7 else "村级自有",
        "公开栏": "√",
        "审核人": "样例乙",
        "个人信息": "已处理" if topic in ("低保救助", "惠民补贴") else "不涉及",
    }
    if rng.random() < 0.6:
        row["微信群"] = "√"
    if rng.random() < 0.25:
        row["广播"] = "√"
    return row


def _problem_rows(chosen: Iterable[tuple[str, str, str]]) -> tuple[Row, ...]:
    return _listed([{"问题": p, "措施": m, "时限": t} for p, m, t in chosen])


def _station_submission(made: Submission, rng: random.Random, said: tuple[str, str]) -> Submission:
    name, nature = said
    figures = made.figures | {Cell("机构", "机构性质", "内容"): nature}
    asked = rng.randint(2, 15)
    figures |= _counts(
        "解读", 解读材料=rng.randint(0, 6), 回应关切=rng.randint(0, 4), 留言收到=asked, 留言答复=asked
    )
    outside = nature != "镇内设"
    figures |= _counts("培训", 场次=0 if outside else 1, 人次=0 if outside else rng.randint(15, 60))
    lists: dict[str, tuple[Row, ...]] = {"问题": _problem_rows(rng.sample(PROBLEMS, 1))}
    if outside:  # decisions and fees of stations that belong to the county are not the town's
        kind = "行政许可" if name == "自然资源所" else "行政处罚"
        cases: list[dict[str, Value]] = [
            {"案号": f"样例{name}〔2024〕{i}号", "日期": _random_day(rng), "种类": kind, "主体": "县级部门派驻", "公示": "是"}
            for i in range(1, rng.randint(3, 9))
        ]  # fmt: skip
        lists["决定"] = _listed(cases)
    if name == "自然资源所":
        lists["收费"] = _listed(
            [{"项目": "不动产登记费", "主体": "县级部门", "日期": _random_day(rng), "金额": 1280.0}]
        )
    if name == "文化服务中心":
        lists["发布"] = _listed([{"平台": "其他平台", "账号": "镇区广告屏", "主办": "本机关", "条数": 146.0}])
    if name == "农业农村服务中心":
        advice = "属于可以公开的补贴发放信息，建议予以公开"
        lists["承办"] = _listed([{"登记号": "2024-001", "意见": advice, "提交": "2024-04-18"}])
        document: dict[str, Value] = {
            "标题": "关于做好2024年秋季秸秆禁烧工作的通知", "文号": "样例政办〔2024〕12号", "成文": "2024-09-10",
            "公布": "2024-09-12", "属性": "主动公开", "规范性": "否", "牵头": "本机关",
        }  # fmt: skip
        lists["文件"] = _listed([document])
    every = {"文件", "决定", "收费", "发布", "承办", "问题"}
    return replace(made, figures=figures, rows=lists, zero=frozenset(every - lists.keys()))


def _own_office_submission(made: Submission, rng: random.Random) -> Submission:
    figures = made.figures | {Cell("文字", row, "内容"): text for row, text in TEXTS.items()}
    figures |= _counts("解读", 解读材料=9, 回应关切=5, 留言收到=42, 留言答复=40)
    figures |= _counts("培训", 场次=4, 人次=rng.randint(150, 190))
    figures |= _counts("监督", 考核对象=len(VILLAGES) + len(STATIONS), 通报=2, 评议=1, 追责=0)
    own: dict[str, Value] = {
        "登记号": "2024-001", "性质": "本机关申请", "方式": "村站代收移送", "收到": "2024-04-11", "类别": "自然人",
        "申请人": "申请人A", "摘要": "本村耕地地力保护补贴发放情况", "办结": "2024-04-28", "结果": "r1",
        "文书": "样例公开〔2024〕1号", "承办": "农业农村服务中心",
    }  # fmt: skip
    helped: dict[str, Value] = {
        "登记号": "2024-002", "性质": "协助或征求意见件", "方式": "传真", "收到": "2024-07-02", "类别": "商业企业",
        "申请人": "申请人B", "摘要": "区级部门就第三方信息征求意见", "办结": "2024-07-09", "结果": "r6_3",
    }  # fmt: skip
    case: dict[str, Value] = {
        "案号": "样例政复〔2024〕3号", "类型": "复议", "原机关": "本机关", "受理": "2024-01-22", "审结": "2024-03-15",
        "结果": "纠正",
    }  # fmt: skip
    accounts: list[dict[str, Value]] = [
        {"平台": "微信公众号", "账号": "醉美白鹤", "主办": "本机关", "条数": 1216.0},
        {"平台": "微博", "账号": "白鹤镇发布（样例）", "主办": "本机关", "条数": 87.0},
        {"平台": "政府网站", "账号": "区政府网站白鹤镇专栏", "主办": "本机关", "条数": 94.0},
        {"平台": "其他平台", "账号": "云上孟津app转发", "主办": "上级或其他单位", "条数": 63.0},
    ]
    document: dict[str, Value] = {
        "标题": "白鹤镇2024年政务公开工作要点", "文号": "样例政〔2024〕8号", "成文": "2024-05-06", "公布": "2024-05-08",
        "属性": "主动公开", "规范性": "否", "牵头": "本机关",
    }  # fmt: skip
    lists = {
        "申请": _listed([own, helped]),
        "案件": _listed([case]),
        "发布": _listed(accounts),
        "文件": _listed([document]),
        "问题": _problem_rows(LEAD_PROBLEMS),
    }
    return replace(made, figures=figures, rows=lists, zero=frozenset({"总账", "决定", "收费"}))


def first_sent_version(good: Submission, unit: Unit) -> Submission | None:
    """Return what the unit sent first: None for nothing, *good* itself where it made no mistake."""
    name, figures = unit.name.replace("（样例）", ""), dict(good.figures)
    if name == "河口村":
        return None
    if name == "南坡村":  # a count typed over its formula, and not what the register comes to
        over = Cell("村级公开", "公开条数", "数量")
        return replace(good, figures={**figures, over: 60.0}, stated=frozenset({over}))
    if name == "西滩村":  # more answered than received
        received = figures[Cell("互动", "意见收到", "数量")]
        figures[Cell("互动", "意见答复", "数量")] = float(received) + 3
        return replace(good, figures=figures)
    if name == "石桥村":  # words in number cells, one cell left blank
        figures[Cell("阵地", "微信群数", "数量")] = "五六个"
        figures[Cell("阵地", "公开栏数", "数量")] = "３"
        figures[Cell("阵地", "意见箱数", "数量")] = "2个"
        del figures[Cell("培训", "人次", "数量")]
        return replace(good, figures=figures)
    if name == "便民服务中心":  # lists neither filled in nor ticked
        return replace(good, zero=good.zero - {"决定", "收费"})
    if name == LEAD:  # a required column left blank, and the same register number twice
        own, helped = good.rows["申请"]
        again = Row(helped.number, {**helped.values, "登记号": "2024-001"})
        lost = Row(own.number, {k: v for k, v in own.values.items() if k != "类别"})
        return replace(good, rows={**good.rows, "申请": (lost, again)})
    return good
