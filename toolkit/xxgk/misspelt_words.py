"""G4, G8: what the spelling alone gives away: characters lost or doubled, brackets left open, this genre's own slips.

Nothing here knows Chinese. A character is called lost only in the words every such report is made of, and only where what
stands beside it can be no other word; doubled where no word ends and none begins with it (`toolkit.text.doubled_characters`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.text.doubled_characters import TextHabits, find_doubled_characters
from toolkit.text.normal_text import split_sentences
from toolkit.xxgk.remark import make_remark, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.form.finding import Finding
    from toolkit.xxgk.outline import ReportPassage

_COMMON = (
    "政府 信息 公开 申请 工作 情况 主动 行政 规范 制度 监督 保障 平台 建设 管理 答复 办理 办结 收到 数据 统计 报告 年度 部门 单位 群众 政务 网站 发布"
    " 重点 领域 机制 组织 领导 落实 加强 提升 提高 完善 推进 推动 健全 强化 优化 规定 条例 要求 内容 事项 复议 诉讼 许可 处罚 强制 结转 受理 处理"
    " 培训 考核 评议 责任 追究 服务 中心 渠道 及时 准确 全面 公众 社会 法人 自然 机关 人民 办公 文件 制发 废止 有效 审查 审核 保密 解读 回应 关切"
    " 公示 公告 栏目 专栏 目录 指南 更新 维护 宣传 学习 业务 人员 能力 水平 问题 改进 措施 不足 进一 切实 认真 严格 按照 根据 依据 依法 依规"
    " 开展 通过 围绕 聚焦 坚持 积极 不断 持续 深入 确保 实现 促进 满足 需求 权益 知情 参与 表达 决策 执行 结果 流程 标准 基层 乡镇 街道"
    " 一步 计划 满意 救助 门户 公共 通知 文化 医疗 养老 安全 生产 乡村 振兴 经济 发展 法治 依托 利用 充分 高度 重视 贯彻 精神 决策 部署 任务 目标 责任"
    " 我镇 我乡 我局 我办 我县 我区 我市 我委 本镇 本乡 本局 全年 本年 今年 年报 累计 各类 各项 主要 具体 包括 涉及 相关 有关 方面 形式 方式 载体 范围 时限 程序"
    " 环节 质量 效率 力度 深度 广度 透明 规章 解释 说明 材料 档案 台账 窗口 大厅 场所 专区 设施 设备 队伍 专人 负责 分管 主任 小组 会议 讲座 活动 咨询"
    " 投诉 举报 来信 来访 电话 邮箱 地址 邮编 联系 疑问 查阅 下载 电子 网址 截至 期限 编制 公布 附件 表格 总体 存在 作为 行为 成为 认为 因为 现在 正在"
    " 实在 所在 平等 同等 高等 中等 面对 针对 应对 相对 比对 核对 得到 做到 达到 收费 费用 金额 数量 总计 其他 维持 纠正 审结 企业 科研 机构 公益 法律 个人 微信 账号 媒体 新闻 资金 财政 预算 决算 民生 就业 教育 卫生 环境"
)
WORDS = frozenset(_COMMON.split())
"""Words of two characters every report of this kind has."""
_LOST_INSIDE: dict[str, dict[str, tuple[str, str] | None]] = {
    "政府信息公开": {"政信息公开": ("行财民市邮", ""), "政府信息开": ("", "放发展")},
    "依申请公开": {"依申请开": ("", "展")},
    "主动公开": {"主公开": ("民自公", ""), "主动开": ("", "展放设通发拓辟门")},
    "政务公开": {"政公开": ("民财行市邮廉", ""), "政务开": ("", "放展")},
    "行政复议": {"行复议": ("实执进推施履", ""), "行政议": ("", "题案事")},
    "行政诉讼": {"行诉讼": ("实执进推施履", ""), "行政讼": ("", "诉")},
    "行政许可": {"行许可": ("实执进推施履", ""), "行政可": ("", "以能")},
    "行政处罚": {"行处罚": ("实执进推施履", ""), "行政罚": ("", "款没单")},
    "行政强制": {"行强制": ("实执进推施履", ""), "行政制": ("", "度裁约定")},
    "规范性文件": {"规范文件": None},
    "人民政府": {"人政府": ("个法工", ""), "人民府": ("", "")},
    "中华人民共和国": {},
    "监督保障": {"监督障": ("", "碍")},
    "微信公众号": {},
    "门户网站": {"门网站": ("部", ""), "门户站": ("", "")},
    "责任追究": {"责追究": ("问追", ""), "责任究": ("", "竟")},
    "社会评议": {"社会议": ("报行学旅", "题程定")},
    "统计期限": {"统计限": ("", "额")},
    "信息处理费": {},
    "国务院办公厅": {},
    "公开指南": {"公指南": ("办", "")},
}
"""Phrases every report has, and what is left of one without a character in its midst where that may be right: never (None), or
not behind the first characters and not before the second."""

_FIXED = (
    "中华人民共和国政府信息公开条例 政府信息公开工作年度报告 主动公开政府信息情况 收到和处理政府信息公开申请情况 政府信息公开行政复议行政诉讼情况 政府信息公开平台建设情况"
    " 存在的主要问题及改进情况 其他需要报告的事项 本报告中所列数据的统计期限自 人民政府门户网站 人民政府办公室 国务院办公厅政府信息与政务公开办公室 依申请公开政府信息"
    " 政府信息管理情况 监督保障情况 依申请公开情况 主动公开情况 总体情况 公民法人或者其他组织 微信公众号平台 习近平新时代中国特色社会主义思想 政府信息公开专栏 政府信息公开目录"
    " 政府信息公开指南 信息公开工作领导小组 全年共收到 全年共公开 规范性文件 结转下年度继续办理 主要领导 分管领导 工作人员业务水平 公共服务 法律法规 联系电话 门户网站"
    " 进一步加大 进一步加强 进一步完善 进一步提升 进一步规范 进一步健全 决策部署 严格落实 贯彻落实 深入贯彻 人大代表建议 政协委员提案 以下简称 助企纾困 国办公开办函"
    " 予以公开 部分公开 不予公开 无法提供 不予处理 其他处理 责任追究 社会评议 工作考核 保密审查 三审三校 政务新媒体 政策解读 预算决算 行政许可 行政处罚 行政强制 行政事业性收费 信息处理费"
)
"""What every such report says."""
_PHRASES = frozenset(p[i : i + 4] for p in (*_FIXED.split(), *_LOST_INSIDE) for i in range(len(p) - 3))
"""Every four characters of it."""


def _spellings_with_a_loss() -> dict[str, str]:
    """Return what is left of every phrase without one of its inner characters, and the phrase."""
    found = {}
    for phrase, right in _LOST_INSIDE.items():
        for at in range(1, len(phrase) - 1):
            left = phrase[:at] + phrase[at + 1 :]
            if right.get(left, ("", "")) is not None:
                found[left] = phrase
    return found


_WITH_A_LOSS = _spellings_with_a_loss()
_ANY_LOSS = re.compile("|".join(map(re.escape, sorted(_WITH_A_LOSS, key=len, reverse=True))))
_LOST_AT_END = re.compile(
    r"主动公(?![开布示告正众益平共])|依申请公(?![开布示])|政府信息公(?![开布示告共众司])|政务公(?![开布示告共众])|行政复(?![议核查])|行政诉(?![讼求])|行政许(?!可)"
    r"|规范性文(?!件|本)|人民政(?![府协治权务策])|监督保(?![障护证密留])|微信公众(?![号平账服帐])"
    r"|(?<![主推带驱行互联自活启发变])动公开|(?<!行)政复议|(?<!行)政诉讼|(?<!行)政许可|(?<!行)政处罚|(?<![政党村厂居事校财院警医税商服公业组一二两三四五双各])务公开(?!栏)"
    r"|(?<!人)民政府|(?<!规)范性文件|(?<!微)信公众号|(?<![政县区市省镇乡州街总国本我])府信息公开|(?<![门用客账农商住])户网站|(?<!中)华人民共和国|(?<!监)督保障"
)
"""The same without their first or last character."""
_LOST_DAY = re.compile(r"(?<![\d.])20\d\d ?\d{2,8}日|(?<![\d.])1231日|(?<![\d.])20\d\d ?11日?(?=起|至|到)")
_LONG_YEAR = re.compile(r"(?<![\d.])20\d{3,6}年")
_SLIPS = (
    (r"(?<=预算)决赛|(?<=预算、)决赛|(?<=[预门位政务体统])决赛|(?<=[度年、])决赛(?=报告|信息|公开|情况|数据|。)", "决算"),
    (r"登陆(?=[^，。；]{0,16}(?:网站|平台|系统|网址|门户|官网|查阅|查询|下载))", "登录"),
    (r"(?<=台)帐|帐(?=[号户])", "账"),
    (r"布署", "部署"),
    (r"按排(?!序|名|列|水|污)", "安排"),
    (r"既使", "即使"),
    (r"以经(?=[^济营])", "已经"),
    (r"(?<![周月期季学岁世始本])(?<!(?<!全)年)末(?=收到|接到|发生|发现|公开|办结|出现|按|能|及时|产生|审结)", "未"),
    (r"(?<![自知克律利舍异私])己(?=办结|公开|完成|答复|全部|按|建立|更新|发布|经)", "已"),
    (r"转接(?=(?:到|至)?(?:下一?年|次年|20\d\d年))|接转(?=(?:到|至)?(?:下一?年|次年|20\d\d年))|接转(?=上一?年)|(?<=[上\d]年)接转|(?<=年度)接转", "结转"),
    (r"不于(?=公开|处理|受理|答复|提供)", "不予"),
    (r"(?<![基对由处至终])于以(?=公开|答复|回复|办理|受理)", "予以"),
    (r"复仪", "复议"),
    (r"(?<=行政)诉颂|讼诉", "诉讼"),
    (r"(?<=年)末(?=(?:收到|接到|发生|出现|受理|产生)[^，。；\d]{2,30}(?:[。，；]|$))", "未"),
    (r"(?<=行政)[覆付服]议", "复议"),
    (r"深人(?=贯彻|推进|开展|学习|落实|实施|基层|群众|细致)", "深入"),
    (r"纳人(?=考核|年度|目标|工作|绩效|重要|全)", "纳入"),
    (r"列人(?=名单|考核|清单|计划|预算|重要|议事)", "列入"),
    (r"(?<=财政)收人", "收入"),
    (r"巳(?=办结|公开|完成|答复|全部|按|建立|更新|发布|经)", "已"),
    (r"总休(?=情况)", "总体"),
    (r"(?<=主动|信息|政务|申请)公升", "公开"),
    (r"(?<=人民)政俯|人名政府(?=门户|网|办|信息)", "人民政府"),
    (r"门护(?=网站)", "门户"),
    (r"网战|(?<=门户|政府|单位)网占", "网站"),
    (r"公重号|公众好(?=发布|推送|、|，|。)", "公众号"),
    (r"规范行文件|规范性文建", "规范性文件"),
    (r"申清(?=公开|人|表|件|事项|数量)|(?<=公开)申清", "申请"),
    (r"(?<=全部|按时|及时|已经)办接|(?<=已)办接|办洁", "办结"),
    (r"结传(?=下|至|到|入)|(?<=上年|年度)结传", "结转"),
    (r"(?<=行政)(?:处发|处伐)", "处罚"),
    (r"(?<=行政)强治", "强制"),
    (r"(?<=行政)(?:许克|需可|许何)", "许可"),
    (r"(?<=监督)保章", "保障"),
    (r"陪训|培圳", "培训"),
    (r"落时(?=责任|工作|制度|到位|各项)", "落实"),
    (r"贯澈", "贯彻"),
    (r"(?<=责任)追就", "追究"),
    (r"权利清单(?=和|与|、|责任|动态|公开|运行)", "权力清单"),
    (r"(?<=群众|公众|居民|村民)反应(?=的|问题|强烈的问题|诉求)", "反映"),
    (r"按步就班", "按部就班"),
    (r"签定(?=协议|合同|责任|承诺)", "签订"),
    (r"因该(?=公开|及时|按)", "应该"),
    (r"在次(?=公开|修订|组织|强调|开展)", "再次"),
    (r"付责(?=人|同志|信息|政务|公开)", "负责"),
    (r"维户(?=工作|管理|更新|网站)|(?<=更新|日常)维户", "维护"),
    (r"机置(?=建设|健全|完善)|(?<=工作)机治", "机制"),
    (r"及实(?=公开|更新|发布|答复)", "及时"),
    (r"(?<=政策)解毒", "解读"),
    (r"回因(?=关切|社会)|回应关节", "回应关切"),
    (r"(?<=行政)处法", "处罚"),
    (r"追纠(?=责任|制度|情况|结果|方法|机制|办法)|(?<=责任)追纠", "追究"),
    (r"(?<=社会)评义", "评议"),
    (r"审察", "审查"),
    (r"杜决", "杜绝"),
    (r"惯彻|贯切", "贯彻"),
    (r"(?<![创共组新重筹])建全(?!国|省|市|县|区|镇|乡|面|部|员|民|校|域|新|覆|流|程|链|天|时|过|方|系|球|社|年)", "健全"),
    (r"法制政府", "法治政府"),
    (r"(?<=公[示开告])拦(?!截|阻)|(?<=专)拦|(?<=宣传)拦", "栏"),
    (r"(?<=服务)大庭", "大厅"),
    (r"公[从总]号", "公众号"),
    (r"依审请|依申[情清]|(?<!可)以申请公开(?=情况|工作|事项|件|\d)", "依申请"),
    (r"(?<=信息|政务|主动|村务|党务)工开(?!工)", "公开"),
    (r"规[犯泛](?=化|性|管理|运行|公开)", "规范"),
    (r"稳私", "隐私"),
    (r"密秘", "秘密"),
    (r"(?<=政策)解度", "解读"),
    (r"答覆", "答复"),
    (r"渠到", "渠道"),
    (r"复盖", "覆盖"),
    (r"年渡", "年度"),
    (r"做为(?=政府|推进|一项|重要|公开)", "作为"),
    (r"坐谈会", "座谈会"),
    (r"通迅", "通讯"),
    (r"政付(?=信息|网|采购|办|的)|(?<=人民)政付", "政府"),
    (r"(?<=公开)条列", "条例"),
    (r"国办公开函(?=〔)", "国办公开办函"),
    (r"(?<=公开办|[国政]办发)涵(?=〔)", "函"),
    (r"知晓权(?=、(?:参与|表达|监督)权)", "知情权"),
)  # fmt: skip
"""Words this kind of report gets wrong, and what is meant."""
_SLIP = re.compile("|".join(f"(?P<s{at}>{pattern})" for at, (pattern, _) in enumerate(_SLIPS)))
_MARK_OF_ITEM = re.compile(
    r"(?:^|[，。；：、“（])[0-9a-zA-Z]{1,3}$|[，。；：、“（][一二三四五六七八九十]{1,3}$"
)
"""What stands before a bracket that only numbers an item: 1）, 包括一）; an aspect's heading has both brackets."""
_PAIRS = {"）": "（", "》": "《", "〕": "〔", "】": "【", "”": "“"}
_OF_THE_FORM = re.compile("勾稽关系|第三项加第四项")
"""A note the form prints in 表三: a page read line by line may cut it anywhere."""
LEAST_ITEM = 4
"""How many characters an item of a list has at least that is said to be named twice."""


def misspelt_findings(passage: ReportPassage, habits: TextHabits | None = None) -> Iterator[Finding]:
    """Yield what is misspelt in *passage*, whatever it says; *habits* are those of the whole report."""
    text, place = passage.text, passage.place
    for found in _ANY_LOSS.finditer(text):
        if _is_a_loss(text, found):
            yield make_remark("letter_lost", place, quote_sentence(text, *found.span()))
    for found in _LOST_AT_END.finditer(text):
        yield make_remark("letter_lost", place, quote_sentence(text, *found.span()))
    for pattern, code in ((_LOST_DAY, "letter_lost"), (_LONG_YEAR, "doubled")):
        if once := pattern.search(text):
            yield make_remark(code, place, quote_sentence(text, *once.span()))
    for at in find_doubled_characters(text, WORDS, _PHRASES, habits):
        yield make_remark("doubled", place, text[max(0, at - 6) : at + 8])
    for sentence in split_sentences(text):
        for item in _items_named_twice(sentence):
            yield make_remark("doubled", place, item)
    for found in _SLIP.finditer(text):
        said = _SLIPS[int((found.lastgroup or "s0")[1:])]
        around = text[max(0, found.start() - 4) : found.end() + 4]
        yield make_remark("misspelt", place, around, stated=found[0], expected=said[1])
    for at in () if _OF_THE_FORM.search(text) else _open_brackets(text):
        yield make_remark("bracket_open", place, quote_sentence(text, at, at + 1), stated=text[at])


def _is_a_loss(text: str, found: re.Match[str]) -> bool:
    """Tell whether the phrase really lacks a character: it is no other word with what stands beside it."""
    before, behind = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
    right = _LOST_INSIDE[_WITH_A_LOSS[found[0]]].get(found[0]) or ("", "")
    return not ((before and before in right[0]) or (behind and behind in right[1]))


def _items_named_twice(sentence: str) -> Iterator[str]:
    """Yield the items a list of *sentence* names twice; what leads to it and what follows it are no items."""
    for part in re.split("[，。；：！？（）]", sentence):
        first, *items = part.split("、")
        inner = [x for x in items[:-1] if len(x) >= LEAST_ITEM]
        for at, item in enumerate(inner):
            if item in inner[:at] or first.endswith(item):
                yield item


def _open_brackets(text: str) -> Iterator[int]:
    """Yield where brackets and marks of quotation stand that are not closed, or close nothing."""
    quotes = [c for c in text if c in "“”"]
    once = len(set(quotes)) == 1 and len(quotes) % 2 == 0  # typed with one key: both ends look alike
    waiting: list[int] = []
    for at, c in enumerate(text):
        if once and c in "“”":
            continue
        if c in _PAIRS.values():
            waiting.append(at)
        elif c in _PAIRS:
            if waiting and text[waiting[-1]] == _PAIRS[c]:
                waiting.pop()
            elif not (c == "）" and _MARK_OF_ITEM.search(text, max(0, at - 4), at)):
                yield at
                return
    yield from waiting[:1]
