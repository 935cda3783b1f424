"""What can be wrong with a report beside its units' files, and with the ledger: the kinds of finding of ``toolkit verify``.

An error is what nobody may have done. What an office may do and say so is a warning, what is only good to know a hint.
"""

from __future__ import annotations

from toolkit.form.finding import CODES
from toolkit.form.finding_codes import ERROR, HINT, WARNING, FindingCode

_AS_MERGED = "问做报告的单位；要改数的，改单位的文件或者填“人工调整”，再汇总一次"
_AS_RECEIVED = "找到当时收到的那一份，放进去再核对一次"

VERIFIED: dict[str, FindingCode] = {
    # cells of the report
    "cell_differs": FindingCode(ERROR, "应为 {expected}，实为 {value}", _AS_MERGED),
    "computed_typed_over": FindingCode(ERROR, "自动计算的公式被改掉，显示 {shown}，应为 {expected}", _AS_MERGED),
    "result_differs": FindingCode(ERROR, "显示 {value}，按各单位的数应为 {expected}", _AS_MERGED),
    "sum_formula_changed": FindingCode(ERROR, "合计的公式被改动，应为 {expected}", _AS_MERGED),
    "sum_differs": FindingCode(ERROR, "显示 {value}，应为 {expected}", _AS_MERGED),
    "line_typed_over": FindingCode(ERROR, "公式被改掉，应为 {expected}，实为 {shown}", _AS_MERGED),
    "line_formula_changed": FindingCode(ERROR, "公式被改动", _AS_MERGED),
    "verdict_typed_over": FindingCode(ERROR, "结论的公式被改掉，显示 {value}", _AS_MERGED),
    "verdict_differs": FindingCode(ERROR, "显示 {value}，按报告的数应为 {expected}", _AS_MERGED),
    "no_such_rule": FindingCode(ERROR, "没有这条规则", _AS_MERGED),
    "rules_off": FindingCode(WARNING, "本机关停用的规则（报告里写明）：{value}", ""),
    "note_differs": FindingCode(ERROR, "标题下应为“{expected}”", _AS_MERGED),
    # its sheets
    "own_sheet_missing": FindingCode(ERROR, "缺少工作表“{value}”", _AS_MERGED),
    "own_sheet_hidden": FindingCode(ERROR, "工作表“{value}”被隐藏了", "取消隐藏后核对一遍"),
    "rows_hidden": FindingCode(WARNING, "有 {count} 行被隐藏或筛选掉，从第 {row} 行起", "取消隐藏、清除筛选后核对一遍"),
    "heads_not_compared": FindingCode(WARNING, "报告的表样（{value}）与本程序的（{expected}）不同，表头没有核对", ""),
    # 数据来源, 分单位数据, 人工调整
    "source_of_others": FindingCode(ERROR, "有 {count} 行来自 {value}，不在“报送情况”的计入单位里", _AS_MERGED),
    "source_file_differs": FindingCode(ERROR, "“报送情况”记的文件是 {expected}，“数据来源”记的是 {value}", _AS_MERGED),
    "source_unknown": FindingCode(ERROR, "{unit} 的文件里没有“{value}”这一项", _AS_MERGED),
    "source_missing": FindingCode(ERROR, "缺少 {unit} 的“{value}”（{where}）", _AS_MERGED),
    "no_such_figure": FindingCode(ERROR, "没有“{value}”这个指标", _AS_MERGED),
    "mark_of_others": FindingCode(ERROR, "“{value}”不是汇总时写的", _AS_MERGED),
    "adjusted_by_formula": FindingCode(ERROR, "“调整为”是公式（={value}），应直接填数", "直接填数，再汇总一次"),
    "part_of_others": FindingCode(ERROR, "分单位数据里的 {value} 不在“报送情况”的计入单位里", _AS_MERGED),
    "part_differs": FindingCode(ERROR, "报告里是 {value}，单位的文件里是 {expected}", _AS_MERGED),
    "prior_differs": FindingCode(WARNING, "报告里是 {value}，下级报告的{word}数合计是 {expected}", "对照已公布的{word}报告核对"),
    "text_rewritten": FindingCode(WARNING, "文字与各单位报的不同（本机关改写过）", ""),
    "office_filled_in": FindingCode(WARNING, "各单位都没有报，本机关填的是 {value}", ""),
    "unit_row_missing": FindingCode(ERROR, "缺少“{label}”的一行", _AS_MERGED),
    "unit_row_of_nobody": FindingCode(ERROR, "“{value}”不在“报送情况”的单位里", _AS_MERGED),
    # lists
    "row_left_out": FindingCode(ERROR, "缺少 {unit} 文件第 {row} 行“{value}”", _AS_MERGED),
    "row_of_nobody": FindingCode(ERROR, "“{value}”各单位都没有报", _AS_MERGED),
    "row_differs": FindingCode(ERROR, "应为 {expected}（{unit} 文件第 {row} 行），实为 {value}", _AS_MERGED),
    # whose files
    "files_of_another_period": FindingCode(ERROR, "文件是 {theirs}的，报告是 {ours}的", _AS_RECEIVED),
    "files_to_another_office": FindingCode(WARNING, "{count} 个单位的文件写明报送至 {value}，报告的单位名称是 {expected}", ""),
    "counted_twice": FindingCode(ERROR, "“报送情况”里计入了两次", _AS_MERGED),
    "manifest_differs": FindingCode(ERROR, "“报送情况”的{what}是 {value}，单位的文件里是 {expected}", _AS_MERGED),
    "manifest_contradicts": FindingCode(ERROR, "计入的单位，“报送情况”的{what}应为 {expected}，实为 {value}", _AS_MERGED),
    "digest_differs": FindingCode(ERROR, "报告里记的数据指纹与文件 {value} 不符", _AS_MERGED),
    "file_of_another": FindingCode(ERROR, "文件 {value} 是 {unit} 的", _AS_RECEIVED),
    "file_lost": FindingCode(ERROR, "缺少文件 {value}（{sha256}）", _AS_RECEIVED),
    "file_replaced": FindingCode(ERROR, "{value} 不是当时收到的 {received}，数也不同", _AS_RECEIVED),
    "file_saved_again": FindingCode(WARNING, "{value} 与当时收到的不是同一个文件（另存过），数相同", ""),
    "file_renamed": FindingCode(HINT, "“报送情况”记的文件名是 {expected}，同一个文件现在叫 {value}", ""),
    "file_adopted": FindingCode(WARNING, "文件 {value} 里记的是 {unit}，由本机关认定是 {expected} 的，已按 {expected} 的核对", ""),
    "errors_let_pass": FindingCode(WARNING, "文件里有错误 {count} 处，是本机关准予通过、或改过规则级别的", ""),
    "unit_not_listed": FindingCode(ERROR, "文件夹里有 {unit}的文件 {value}，报告没有计入，“报送情况”里也没有这个单位", _AS_MERGED),
    "unit_not_counted": FindingCode(WARNING, "文件夹里有 {unit}的文件 {value}，报告没有计入，“报送情况”写明 {state}", "问做报告的单位为什么没有计入"),
    "other_files": FindingCode(WARNING, "计入的单位另有 {count} 份文件，数不同，报告用的不是它们：{value}", ""),
    "files_naming_others": FindingCode(WARNING, "计入的单位另有 {count} 份文件，封面写的却是别的单位，没有计入：{value}", "问清是谁的"),
    "units_not_compared": FindingCode(WARNING, "有单位的文件缺少或被换过，这些单位的数没有逐格核对", _AS_RECEIVED),
    "files_unread": FindingCode(WARNING, "有 {count} 份文件读不出来，或说不出是哪个单位的，没有核对：{value}", ""),
    "files_of_no_year_here": FindingCode(WARNING, "有 {count} 份文件不是这个{term}的，没有核对：{value}", ""),
    # the ledger and what it keeps
    "database_damaged": FindingCode(ERROR, "{value}", "从备份恢复台账"),
    "record_dangling": FindingCode(ERROR, "{value} 第 {row} 行指向不存在的记录", "从备份恢复台账"),
    "event_unlinked": FindingCode(ERROR, "流水第 {row} 条接不上前一条", "从备份恢复台账"),
    "event_changed": FindingCode(ERROR, "流水第 {row} 条被改动过", "从备份恢复台账"),
    "anchor_unknown": FindingCode(ERROR, "台账里没有流水号 {value}：做那份报告以后，以前的记录被改动过，或不是这个台账", "核对台账和流水号"),
    "original_lost": FindingCode(ERROR, "原件不在了：{value}（{sha256}）。请把原文件放回，再收一次", ""),
    "original_changed": FindingCode(ERROR, "原件被改动过：{value}（{sha256}）", "把原文件放回，再收一次"),
    "reading_differs": FindingCode(ERROR, "重新读取的结果与记录不一致：{value}（{sha256}）", "从备份恢复台账，再收一次"),
    "originals_unrecorded": FindingCode(WARNING, "有 {count} 份原件还没有记入台账（上次没有运行完），再收一次即可", ""),
    "unfinished_files": FindingCode(WARNING, "有 {count} 个没有写完的临时文件，再收一次会清掉", ""),
    "read_before": FindingCode(WARNING, "有 {count} 份是按以前的表样或旧版程序读的，再收一次会按现在的重读", ""),
}  # fmt: skip

CODES.update(VERIFIED)
"""Whoever makes such a finding has its words."""
