"""What can be wrong with a published report: the kinds of finding ``toolkit check`` knows beside those of workbooks.

A finding's *sheet* is the section it is in, its *value* the words it is about. *number* is the rule people know it by.
"""

from __future__ import annotations

from toolkit.form.finding import CODES
from toolkit.form.finding_codes import ERROR, HINT, WARNING, FindingCode

_LABELS = "按国办公开办函〔2021〕30号的表样改"

PUBLISHED: dict[str, FindingCode] = {
    # the six sections
    "section_missing": FindingCode(ERROR, "缺少“{expected}”这一部分", "六个部分都要有，没有内容的也要写明“无”", number="A1"),
    "section_words": FindingCode(WARNING, "标题写成“{value}”，应为“{expected}”", "标题用规定的字样", number="A1"),
    "section_order": FindingCode(WARNING, "六个部分的顺序是 {value}，应为一至六", "按规定的顺序排列", number="A1"),
    "section_number": FindingCode(WARNING, "“{value}”的序号应为“{expected}”", "六个部分的序号应为一至六，依次不缺", number="A2"),
    "table_missing": FindingCode(ERROR, "没有读到{expected}：缺少，或者是图片", "三张表都要有，以文字表格发布", number="A3"),
    "table_run_together": FindingCode(
        WARNING, "{expected}的格子连成了一段文字，读不出数，没有核对", "请用 Word 文档或网页核对；公布时用真正的表格", number="A3"
    ),
    "old_form": FindingCode(ERROR, "用的是旧表样的栏目“{value}”", "2021 年度起用国办公开办函〔2021〕30号的表样", number="A4"),
    "old_notice": FindingCode(WARNING, "引用了已被替代的〔2019〕60号文：{value}", "改引国办公开办函〔2021〕30号", number="A5"),
    "notice_pair": FindingCode(
        WARNING, "文件的题目和文号对不上：“{value}”是 2019 年的通知，文号却是〔2021〕30号",
        "〔2021〕30号是《…关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》", number="A5"
    ),
    "notice_number": FindingCode(
        WARNING, "年度报告格式的文号写成“{value}”", "这份通知的文号是国办公开办函〔2021〕30号", number="A5"
    ),
    "columns_swapped": FindingCode(ERROR, "栏目的顺序是“{value}”，应为“{expected}”；数按栏目名读", _LABELS, number="A6"),
    "label_slip": FindingCode(WARNING, "栏目写成“{value}”，应为“{expected}”", _LABELS, number="A6"),
    "row_order": FindingCode(WARNING, "“{value}”这一行不在规定的位置", "行的次序按规定的表样恢复", number="A6"),
    "row_missing": FindingCode(ERROR, "缺少这些行：{value}", _LABELS, number="A6"),
    "template_text": FindingCode(ERROR, "填写说明没有删去：“{value}”", "删去模板里的说明文字", number="A7"),
    "residue": FindingCode(WARNING, "有排版或转换留下的字符：“{value}”", "删去这些字符", number="A8"),
    "aspect_missing": FindingCode(WARNING, "没有写：{value}", "总体情况应包括主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面", number="A9"),
    "too_long": FindingCode(WARNING, "总体情况有 {value} 字，一般不超过 1000 字", "写实、写短，数字以各表为准", number="A9"),
    "sentence_long": FindingCode(
        HINT, "一句话有 {count} 字（“{value}”），太长，是分段核对的，前后段的数没有互相核对", "分成几句；是表格连成了文字的，改用真正的表格", number="A10"
    ),
    "sentence_unread": FindingCode(
        WARNING, "一句话有 {count} 字、里面的数太多（“{value}”），只核对了前 {read} 字", "分成几句；是表格连成了文字的，改用真正的表格", number="A10"
    ),
    # the tables' cells
    "cells_blank": FindingCode(WARNING, "有 {count} 格空白：{value}", "没有的填 0", number="B2"),
    "totals_unfilled": FindingCode(
        ERROR, "表三“总计”一列有 {count} 行没有填（空白或 0），各栏相加不是 0", "总计逐行填各栏之和，如“{value}”应为 {expected}", number="C7、I3"
    ),
    "cell_noted": FindingCode(ERROR, "{label}一格里是“{value}”，应只有数字", "表里只填数字；要说明的写在正文或表下", number="B3"),
    "cell_unread": FindingCode(ERROR, "{label}一格里是“{value}”，不是数字", "填数字，没有的填 0", number="B3"),
    "fee_in_yuan": FindingCode(
        WARNING, "表二收费金额是 {value}，正文写的是 {value} 元，疑似把元填成了万元", "表二的单位是万元（2500 元填 0.25）", number="B4"
    ),
    "posts_counted": FindingCode(
        WARNING, "{label}是 {expected} 件，正文“{value}”也是这个数，疑似把发布的条数当成了决定的件数",
        "表二填全年作出的决定，公开和依法不公开的都算，不是发布的条数", number="B5"
    ),
    # prose and tables
    "claim_broken": FindingCode(ERROR, "“{value}”：{subject}写的是 {stated}，表里{expected}", "核对后改正其中错的一处", number="E1、E2、E3、E6、E7、E12"),
    "claims_differ": FindingCode(
        WARNING, "“{value}”：{subject}写的是 {stated}，前面“{part}”写的是 {expected}；表读不出，没有核对", "核对后改正其中错的一处；范围不同的，写明各是什么范围", number="E14"
    ),
    "scope_differs": FindingCode(
        WARNING, "“{value}”：{subject}写的是 {stated}，表里{expected}。句中有“{scope}”，口径可能不同",
        "口径不同的，在正文里写明各是什么范围；口径相同的，核对后改正", number="E8"
    ),
    "bound_changed": FindingCode(ERROR, "“{value}”里的数取自{label}，写的是 {stated}，表里是 {expected}", "不要改这个数；确实不对的，改汇总工作簿后重新生成", number="E1"),
    "part_over": FindingCode(ERROR, "“{value}”：其中的 {part} 大于总数 {whole}", "核对总数和分项", number="E4"),
    "parts_differ": FindingCode(WARNING, "“{value}”：各分项之和是 {part}，总数是 {whole}", "核对总数和分项；不是全部列出的，写“等”", number="E4"),
    "parts_missing": FindingCode(HINT, "“{value}”：列出的各项之和是 {part}，总数是 {whole}，是不是没有列全", "漏了的补上；只列一部分的，写“等”", number="E4"),
    "percent_differs": FindingCode(WARNING, "“{value}”：写的是 {stated}%，按文中的数应为 {expected}%", "重新计算百分比", number="E5"),
    "rate_over": FindingCode(ERROR, "“{value}”：{subject}写的是 {stated}%，不可能超过 100%", "核对后改正", number="E13"),
    "rate_differs": FindingCode(
        WARNING, "“{value}”：{subject}写的是 {stated}%，按表三应为 {expected}%（{how}）", "核对后改正其中错的一处；只算到期应办的，写明“按期”", number="E13"
    ),
    "not_own": FindingCode(
        WARNING, "“{value}”：协助、转办的也算进了收到的申请", "表三只计本机关收到的申请，协助、转办、征求意见的不计", number="E9"
    ),
    "unit_not_piece": FindingCode(HINT, "“{value}”：申请的计量单位是“件”", "改为“件”", number="E10"),
    "fee_unsaid": FindingCode(WARNING, "没有写收取信息处理费的情况", "没有收取的也要写明“未收取信息处理费”", number="E11"),
    "fee_tariff": FindingCode(
        WARNING, "“{value}”：按收费标准算不出 {stated} 元", "按件计：每件 100 元起；按量计：每页 10、20、40 元（国办函〔2020〕109号）", number="E11"
    ),
    "fee_denied": FindingCode(ERROR, "“{value}”，表三却有 {expected} 件逾期未缴费不再处理", "有收费通知才会有逾期未缴费；核对后改正其中一处", number="I10"),
    "work_differs": FindingCode(WARNING, "“{value}”写的是 {stated}，工作簿里{label}是 {expected}", "核对后改正其中错的一处；说的不是同一件事的，写明理由", number="E13"),
    "fee_differs": FindingCode(ERROR, "“{value}”，工作簿里收取的信息处理费却是 {expected} 元", "核对后改正其中错的一处", number="E11"),
    "corrected_unsaid": FindingCode(WARNING, "表四有 {value} 件被纠正，正文没有交代", "在监督保障或第五部分写明原因和改进情况", number="D3"),
    "not_all_upheld": FindingCode(ERROR, "“{value}”，表四却有 {expected}", "核对后改正其中错的一处", number="D4"),
    # years
    "year_in_text": FindingCode(WARNING, "“{value}”：写的是 {stated} 年，本报告是 {expected} 年度", "多为沿用上年文字没有改；确是说以前的，写明“上年”等", number="F3"),
    "plan_of_year": FindingCode(WARNING, "“{value}”：把本年度写成了今后", "今后的打算应是 {expected} 年的，多为沿用上年文字没有改", number="F3"),
    "year_ahead": FindingCode(WARNING, "“{value}”：写的是 {stated} 年，比报告的 {expected} 年度晚得多", "核对是不是写错了年份", number="F3"),
    "period_start": FindingCode(WARNING, "“{value}”：统计期限从 {stated} 起", "数据应从 {expected} 年 1 月 1 日起统计", number="H5"),
    "period_end": FindingCode(WARNING, "“{value}”：统计期限写到 {stated}", "数据应统计到 12 月 31 日", number="H5"),
    "copied": FindingCode(WARNING, "有 {value}% 的句子与上年报告相同（只是数字不同）", "写当年的实际情况，不要沿用", number="F4"),
    "jumped": FindingCode(HINT, "{label}上年 {stated}，本年 {expected}，正文没有提到增减", "核对是否填错；确实变化的，正文应当说明", number="F5"),
    "growth_differs": FindingCode(
        WARNING, "“{value}”：写的是“{stated}”，两年的报告里“{subject}”上年是 {then}、本年是 {now}，{expected}", "核对后改正其中错的一处", number="F7"
    ),
    "all_as_before": FindingCode(WARNING, "三张表的数与上年报告完全相同", "核对是不是用了上年的表", number="F6"),
    # wording
    "problems_thin": FindingCode(WARNING, "存在的问题和改进情况写得太少：“{value}”", "写具体的问题和改进措施，不能只写“无”", number="G1"),
    "measures_missing": FindingCode(WARNING, "写了问题，没有写改进措施", "每个问题都要有对应的措施", number="G1"),
    "of_superior": FindingCode(WARNING, "像是上级报告里的话：“{value}”", "写本机关的工作", number="G2"),
    "to_superior": FindingCode(ERROR, "是向上级行文的话：“{value}”", "报告是向社会公布的，删去", number="G3"),
    "doubled": FindingCode(WARNING, "重复了：“{value}”", "删去重复的", number="G4"),
    "series_gap": FindingCode(WARNING, "“{value}是”前面没有“{expected}是”", "序号依次不缺", number="G4"),
    "letter_lost": FindingCode(WARNING, "疑似丢了字：“{value}”", "补上丢掉的字", number="G4"),
    "exact_about": FindingCode(HINT, "“{value}”：{stated} 是确数，后面又写“余”", "确数不写“余”，约数写整数", number="G8"),
    "balance_differs": FindingCode(
        WARNING, "“{value}”：收到和上年结转共 {stated} 件，办结和结转下年度共 {expected} 件，对不上；表读不出，没有核对", "核对后改正；另有撤回、转办等去向的，写明", number="E14"
    ),
    "bracket_open": FindingCode(WARNING, "括号、引号不成对：“{value}”里的“{stated}”", "补上另一半，或者删去", number="G4"),
    "misspelt": FindingCode(WARNING, "疑似写错：“{value}”里的“{stated}”，应为“{expected}”", "改正；确是这样写的，不用理会", number="G8"),
    "other_place": FindingCode(WARNING, "出现了别处的名称“{value}”，本报告是{expected}的", "核对是不是照抄别处的报告没有改", number="G5"),
    "placeholder": FindingCode(ERROR, "有没有填的空：“{value}”", "填上内容，或者删去", number="G6"),
    "accountability_unsaid": FindingCode(WARNING, "没有写{value}的结果", "条例第五十条第（四）项：各级政府应报告工作考核、社会评议和责任追究结果，没有的也要写明", number="G7"),
    # publication
    "published_late": FindingCode(WARNING, "落款或发布日期是 {value}，晚于 {expected}", "条例第四十九条规定的期限内公布", number="H1"),
    "published_early": FindingCode(WARNING, "落款或发布日期是 {value}，早于统计截止的 {expected}", "数据应统计到 12 月 31 日", number="H2"),
    "versions_differ": FindingCode(ERROR, "与 {value} 不一致：{expected}", "同一份报告的各个版本应当相同；以哪个为准，改另一个", number="H3"),
    "personal_data": FindingCode(ERROR, "有个人信息：{label} {value}", "公布前删去或遮去", number="H4"),
    "period_unsaid": FindingCode(HINT, "没有写明数据的统计期限", "写明“统计期限自 {expected} 年 1 月 1 日起至 12 月 31 日止”", number="H5"),
}  # fmt: skip

CODES.update(PUBLISHED)
"""Whoever makes such a finding, or is given one by a worker, has its words."""
