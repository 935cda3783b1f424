"""A kind of finding and how heavily it weighs; and what can be wrong with a submission: the kinds that workbooks have."""

from __future__ import annotations

from typing import NamedTuple

ERROR, WARNING, HINT = "error", "warning", "hint"


class FindingCode(NamedTuple):
    """A kind of finding. *message* and *remedy* are templates over the finding's fields and args.

    *number* is the rule it answers to (docs/rules-xxgk.md), where there is one.
    """

    severity: str
    message: str
    remedy: str
    number: str = ""


WORKBOOK_CODES: dict[str, FindingCode] = {
    # whose and which
    "not_our_form": FindingCode(ERROR, "不是本工具下发的报送表", "请用下发的工作簿填报，不要另建表格", number="J2"),
    "own_look": FindingCode(
        ERROR, "是汇总时按原表样式填好的表", "请报送同时写出的汇总工作簿 {value}；这一份可以打印、照着录入上级的系统",
        number="J2"
    ),
    "wrong_form": FindingCode(ERROR, "是另一种表样的工作簿：{value}；本次收的是 {expected}", "请用本次下发的工作簿填报", number="J2"),
    "wrong_period": FindingCode(
        ERROR, "{term}是 {value}，应为 {expected}",
        "请用 {asked}下发的工作簿填报，不要改日期；用 toolkit return 可以把是 {when}的数搬到新的工作簿里，由单位核对后发回{again}",
        number="J2"
    ),
    "wrong_kind": FindingCode(
        ERROR, "填的是“{value}”的工作簿，名册里这个单位是“{expected}”",
        "汇总单位先核对名册里的类别；名册没错的，退回件已换成“{expected}”的工作簿，两种表都有的数已搬过去，补填其余的即可",
        number="J2"
    ),
    "wrong_office": FindingCode(ERROR, "报告的层级是 {value}，本机关汇总的应为 {expected}", "请报送本级下发的报告工作簿", number="J2"),
    "unit_unknown": FindingCode(
        ERROR, "名册里没有单位编码 {value}{hint}",
        "核对是谁填的：是名册里某个单位的，运行 {command}；确是新单位的，用 toolkit roster add 加进名册", number="J2"
    ),
    "identity_conflict": FindingCode(
        WARNING,
        "{witness}里的{label}是“{value}”，文件里记的是“{expected}”，按“{expected}”处理",
        "核对是不是拿错了别的单位的表；拿错了的，由汇总单位用 toolkit adopt 文件 单位编码 认定是谁的，不用重填", number="J2"
    ),
    "older_edition": FindingCode(
        WARNING, "用的是旧版次 {value} 的表（现为 {expected}），已按指标编码读取；新版增加的指标没有读到",
        "可以不重填；要补新增指标的，用 toolkit migrate 转到新版再填", number="J2"
    ),
    "not_placed": FindingCode(WARNING, "新版表样没有“{label}”这一项，填的“{value}”没有地方放", "不要的不用处理；要的，填到新版相应的指标", number="J2"),
    "identity_from_cover": FindingCode(WARNING, "文件里的内部标识没有了，按封面认定为“{value}”", "请核对；下次请直接在下发的工作簿里填", number="J2"),
    "other_unit": FindingCode(
        ERROR, "文件里记的是“{expected}”，{witness}，像是“{value}”的；不知道是谁的，没有计入，各单位原来的数没有动",
        "问清是谁填的，再认定：{command}", number="J2"
    ),
    "maybe_other_unit": FindingCode(
        WARNING, "文件里记的是“{expected}”，{witness}，可能是“{value}”的；现在按“{expected}”计入",
        "问清是谁填的，再认定：{command}", number="J2"
    ),
    "others_workbook": FindingCode(
        HINT, "用的是下发给“{value}”的工作簿，汇总单位已认定是“{expected}”的，数照常读取",
        "不用重填；有要改的，退回件已换成本单位的工作簿，数都搬过去了", number="J2"
    ),
    "other_kind": FindingCode(
        ERROR, "用的是“{value}”的工作簿，里面没有“{expected}”要填的：{sheets}；两种表都有的数已经读取",
        "在退回件上补填这几张表；已填的数搬过去了，不用重填", number="J2"
    ),
    "not_of_kind": FindingCode(WARNING, "“{expected}”的表里没有“{label}”这一项，填的 {value} 没有地方放", "不要的不用处理；要的，填到退回件相应的地方", number="J2"),
    "no_identity": FindingCode(ERROR, "像是本表样的数据，但看不出是哪个单位的", "请用下发的工作簿填报；或由汇总单位用 toolkit adopt 认领", number="J2"),
    "made_elsewhere": FindingCode(WARNING, "不是下发的工作簿，由汇总单位认领，按指标名称读取：{value}", "请核对读到的数；没有的部分不参与审核", number="J2"),
    "prior_elsewhere": FindingCode(WARNING, "{word}数不是取自本工具做的{word}报告，是从“{value}”按指标名称读取的", "请对照已公布的{word}报告核对“{sheet}”表", number="J2"),
    "same_figures": FindingCode(WARNING, "与“{value}”报送的数据完全相同", "核对是不是拿错了别的单位的表；确实相同的请说明", number="J1"),
    "nearly_same": FindingCode(WARNING, "与别的单位报送的几乎一样：{value}", "核对是不是照着别的单位的表改的；抄错了的改正后重报，确实这样的请说明", number="J1"),
    "same_rows": FindingCode(WARNING, "登记的内容与别的单位一样：{value}", "核对是谁的；抄错了的删去，填本单位自己的；确实都有的请说明", number="J1"),
    "cover_blank": FindingCode(WARNING, "{sheet}没有填 {value}", "补填后重报：有问题时要找得到人；确实填不了的请说明", number="J11"),
    "which_one": FindingCode(
        ERROR, "有几份时间相同、内容不同的文件：{value}，不知道以哪一份为准",
        "请汇总单位用 toolkit collect --prefer 文件 指定一份，或用 toolkit exclude 排除其余的", number="J2"
    ),
    "properties_garbled": FindingCode(HINT, "文件属性里的文字被别的程序弄乱了，已认出原来写的是什么", "不用处理；下次请用 WPS 或 Excel 保存", number="J2"),
    # where
    "sheet_missing": FindingCode(ERROR, "缺少工作表“{sheet}”", "改过表名的请改回；删掉了的，把内容抄到下发的空白工作簿重报", number="J3"),
    "moved": FindingCode(ERROR, "行列被移动过，没有读取", "请撤销插入、删除或移动，行列与下发时一致", number="J3"),
    "cell_deleted": FindingCode(ERROR, "这一格被删除了", "请用下发的工作簿重新填报这一格", number="J3"),
    "legacy_format": FindingCode(WARNING, "是 {value} 格式，已读取其中的数；公式和批注看不到", "请核对读到的数；下次请存为 .xlsx", number="J3"),
    "realigned": FindingCode(WARNING, "行列变动过（{value}），已按指标名称找到，数照常读取", "不用重报；下次请不要增删行列", number="J3"),
    "lines_deleted": FindingCode(ERROR, "这些行列被删去了：{value}", "把内容抄到下发的空白工作簿，补上这些行列后重报", number="J3"),
    "two_readings": FindingCode(ERROR, "行列变动过，有两种读法，没有读取：{value}", "请撤销插入、删除或移动，或把数填回下发的工作簿", number="J3"),
    "sheet_renamed": FindingCode(WARNING, "工作表“{value}”改名为“{sheet}”，已按其中的编码读取", "下次请不要改工作表名", number="J3"),
    "sheet_copied": FindingCode(ERROR, "“{sheet}”和“{value}”是同一张表的两份，数不一样，不知道该用哪一份", "请只留一张，删去另一张", number="J3"),
    "rows_elsewhere": FindingCode(
        ERROR, "工作表“{sheet}”也是“{list}”，里面有 {there} 行，没有读取；读取的是“{value}”，有 {here} 行",
        "要报的行抄到“{value}”下面，再删去“{sheet}”；不要的直接删去“{sheet}”", number="J3"
    ),
    "cell_moved": FindingCode(WARNING, "有 {value} 格被剪切移动过，已按现在所在的行列读取", "请核对这几格；移动数字请用复制粘贴", number="J3"),
    "hidden": FindingCode(HINT, "工作表“{sheet}”被隐藏了，已照常读取", "一般不用处理", number="J3"),
    "extra_sheet": FindingCode(WARNING, "多出工作表“{sheet}”，没有读取", "数据要填在下发的工作表里；不要的请删去", number="J3"),
    # cells
    "not_a_number": FindingCode(ERROR, "应为数字，实为“{value}”", "只填数字，不带单位和文字；没有的填 0", number="J4"),
    "not_a_date": FindingCode(ERROR, "应为日期，实为“{value}”", "查实是哪一天，按“年-月-日”填写，如 2024-03-05", number="J4"),
    "not_an_option": FindingCode(ERROR, "“{value}”不在选项里", "请从下拉列表中选", number="J4"),
    "options_otherwise": FindingCode(
        ERROR, "“{list}”的“{label}”一栏，{asked}？{unclear}",
        "都是的，在退回件第一张表这一条右边黄底的格里填“是”，不用逐格改；不是的，逐格从下拉列表中选", number="J4"
    ),
    "options_read": FindingCode(WARNING, "“{list}”的“{label}”一栏，{told}（{how}）", "对的不用改；不对的逐格从下拉列表中选", number="J4"),
    "text_too_long": FindingCode(ERROR, "单元格里有 {value} 个字，表格程序一格最多存 {most} 个", "请缩短后重报，全文可另附文件", number="J4"),
    "error_value": FindingCode(ERROR, "单元格是错误值 {value}", "改为正确的数；没有的填 0", number="J4"),
    "dates_from_1904": FindingCode(
        WARNING, "工作簿改用了 1904 日期系统，以前填的日期会显示成晚 4 年零 1 天",
        "核对各个日期；在 WPS 或 Excel 的“选项”（“高级”或“重新计算”）里取消“使用 1904 日期系统”，改正日期后重报", number="J4"
    ),
    "cell_broken": FindingCode(ERROR, "单元格存的内容“{value}”坏了，不是数也不是文字（多半是别的程序写坏的）", "在这一格重新填写", number="J3"),
    "cell_is_picture": FindingCode(ERROR, "这一格里是图片，图片里的内容读不出来", "把图片里写的填成字或数；图片可以移到表外或另附", number="J4"),
    "no_result": FindingCode(ERROR, "单元格里是公式（={value}），没有计算结果", "在 WPS 或 Excel 中打开、保存后重报，或直接填数", number="J3"),
    "formula_input": FindingCode(WARNING, "单元格里是公式（={formula}），已按其结果 {value} 读取", "请改为直接填数", number="J3"),
    "mark": FindingCode(ERROR, "填的是“{value}”，不能当作数", "没有的填 0；不适用的请与汇总单位联系", number="J4"),
    "cleaned": FindingCode(WARNING, "“{value}”已按 {read} 读取{why}", "对的不用重报；不对的请改正后重报", number="J4"),
    "struck_out": FindingCode(ERROR, "“{value}”画了删除线，不知道还要不要，没有读取", "还要的，取消这一格的删除线；不要的，填写现在的内容", number="J4"),
    "digits_lost": FindingCode(ERROR, "“{value}”有 {count} 位，存成了数：表格程序只留前 15 位，后面的已经丢了", "先把这一格设为文本格式，再照原件重新填写", number="J4"),
    "shown_otherwise": FindingCode(
        WARNING, "格子显示的是“{shown}”，存的是 {value}（单元格格式的缘故），已按 {read} 读取",
        "核对是哪一个：是 {read} 的请说明；不是的，把单元格格式改为“常规”后重新填写", number="J4"
    ),
    "written_as_text": FindingCode(ERROR, "“{value}”写成了文字，表格自己算不进去（已按 {read} 读取）", "改填 {read}；不是的，填正确的", number="J4"),
    "stale_cache": FindingCode(WARNING, "显示的是 {value}，按公式应为 {read}，已按 {read} 读取", "在 WPS 或 Excel 中打开、保存即可", number="J5"),
    "formula_lost": FindingCode(WARNING, "这里自动计算，被改成了 {value}{again}", "不用改；下次请不要改灰底的格子", number="J3"),
    "formula_broken": FindingCode(WARNING, "自动计算的公式坏了（显示错误值），已按应有的结果读取", "不用改数；下次请不要存为 .xls，也不要删行列", number="J3"),
    "replaced": FindingCode(
        WARNING, "这里自动计算，按{source}是 {expected}，填的却是 {value}；按 {expected} 计",
        "{source}漏填的请补填，这里会跟着变；没有漏的不用改", number="J5"
    ),
    "row_formula_missing": FindingCode(
        WARNING, "有 {count} 行的“{label}”没有公式，已自动算出；表里的合计没有算上这几行", "不用改数；把上面一行的这一格向下复制到这几行，表里的合计就对了", number="J5"
    ),
    "pool_replaced": FindingCode(
        ERROR, "这里由“分单位数据”加总，应为 {expected}，被改成了 {value}",
        "恢复原来的公式；确需调整的，填在“人工调整”表，写明理由和经办人", number="J5"
    ),
    "sums_as_values": FindingCode(HINT, "由“分单位数据”加总的 {count} 格（{value} 等）只剩数，公式没有了；数与加总一样", "不用改；再汇总一次就恢复公式", number="J5"),
    "adjusted": FindingCode(HINT, "各单位合计 {expected}，人工调整为 {value}。理由：{why}（{by}）", "核对理由；随报告留存", number="J5"),
    "adjusted_unsaid": FindingCode(ERROR, "各单位合计 {expected}，人工调整为 {value}，没有写全理由和经办人", "在“人工调整”表补写；不调整的清空“调整为”", number="J5"),
    "adjusted_unread": FindingCode(ERROR, "“调整为”应为数字，实为“{value}”", "只填数字，不带单位和文字；不调整的清空“调整为”", number="J4"),
    "outside": FindingCode(WARNING, "表外有 {count} 格内容，不会被读取：{value}", "移到表内对应的单元格，或删去", number="J3"),
    "hidden_lines": FindingCode(HINT, "{value}被隐藏或筛选掉了，里面填的 {count} 格已照常读取", "取消隐藏、清除筛选后核对一遍", number="J3"),
    "merged": FindingCode(WARNING, "填写格被合并成 {value}，只有左上角那一格有内容，其余按空白读取", "请取消合并，逐格填写", number="J3"),
    "merged_hides": FindingCode(ERROR, "填写格被合并成 {value}，盖住的格里还有看不见的内容", "请取消合并，核对盖住的内容，不要的删去", number="J3"),
    # lists
    "list_unanswered": FindingCode(ERROR, "“{list}”没有填任何一行，也没有选“本表无内容”", "有的请逐行填；没有的，在这一格选“是”", number="B2"),
    "list_contradicts": FindingCode(ERROR, "“{list}”选了“本表无内容”，却填了 {value} 行", "有内容的请清除“是”；没有的请清空各行"),
    "list_heads_missing": FindingCode(
        ERROR, "“{list}”的表头里没有“{value}”，各行的这几栏没有读到", "在退回件上补填这几栏；已填的各行搬过去了，不用重填", number="B2"
    ),
    "row_incomplete": FindingCode(ERROR, "第 {row} 行{since}缺少“{label}”", "是一笔登记的，请补填；不是的（合计、签字、整行不要的），清空这一行", number="B2"),
    "not_a_record": FindingCode(
        WARNING, "第 {row} 行是{what}{value}，没有当作登记，里面的数不计入",
        "清空这一行，不要补填（不清空，表里自动算的数会把它算进去）；确是一笔登记的，改写名称，逐格填全", number="J7"
    ),
    "maybe_total": FindingCode(WARNING, "第 {row} 行{why}，像是合计行；现在当作一笔登记计入{more}", "是合计的，清空这一行；确是一笔登记的请说明", number="J7"),
    "sum_as_record": FindingCode(
        WARNING, "第 {row} 行的“{label}”是由本表别的行加起来的（={formula}），像是合计行；没有计入{more}",
        "是合计的，清空这一行；确是一笔登记的，“{label}”改为直接填数", number="J7"
    ),
    "total_differs": FindingCode(
        WARNING, "第 {row} 行合计的“{label}”写的是 {value}，各行加起来是 {expected}；合计行不计入{more}",
        "漏登的请补登；合计写错的，清空合计行；确实这样的请说明", number="J7"
    ),
    "total_in_formula": FindingCode(WARNING, "显示的是 {value}，把“{list}”的合计行也算进去了；应为 {read}，已按 {read} 读取", "清空合计行，表里的数就对了", number="J5"),
    "key_twice": FindingCode(ERROR, "“{value}”与第 {other} 行重复", "重复登记的，清空这一行；不是重复的，改正写错的那一行", number="J7"),
    "list_differs": FindingCode(
        WARNING, "按本报告所附“{label}”逐行统计，与表中的数不一致：{value}",
        "核对登记和表；登记漏了的补登，确需调整的填在“人工调整”表，写明理由和经办人", number="J7"
    ),
    "rows_twice": FindingCode(WARNING, "“{list}”有 {count} 行与前面的行一样{but}：{value}", "重复登记的，清空多出来的行；确实是几件事的请说明", number="J7"),
    "row_struck": FindingCode(
        WARNING, "“{list}”有 {count} 行画了删除线，现在照常计入，是不是不要了：{value}",
        "不要的，清空这一行；还要的，取消删除线，或者说明", number="J7"
    ),
    "same_record": FindingCode(
        WARNING, "“{list}”有 {count} 行的“{but}”与前面的行相同：{value}",
        "重复登记的，清空多出来的行；写错的改正；确实是几件事的请说明", number="J7"
    ),
    "far_off": FindingCode(WARNING, "填的是 {value}，远高于{than}", "核对是不是多打了一位、填错了格；属实的请说明", number="J10"),
    "own_check": FindingCode(WARNING, "{said}（{whose}）", "{todo}", number="J12"),
    "key_across": FindingCode(
        WARNING, "“{value}”在多个单位的“{label}”里都有：{units}，可能重复计算", "请有关单位核对，只由其中一个单位计，其余的改正或删去；联合的由牵头单位计", number="J7"
    ),
    # rules
    "rule_broken": FindingCode(ERROR, "{why}：{said}", "{remedy}"),
    "explanation_expired": FindingCode(WARNING, "说明“{value}”是针对原来的数写的，数变了，说明失效。原来是：{before}", "核对现在的数；仍然属实的，请改写说明"),
    "not_judged": FindingCode(HINT, "有 {value} 处勾稽关系因数据读不出来，没有判定", "改正读不出来的数据后会重新判定"),
    "no_prior": FindingCode(HINT, "有 {value} 处勾稽关系要与{words}比较，没有{words}数，没有判定", "有{words}报告的，请在“{where}”表填{words}数"),
    "report_incomplete": FindingCode(ERROR, "“{label}”各单位填的不一致：{value}", "请有关单位核对后，统一为一个", number="J5"),
}  # fmt: skip
