"""docs/threats.md from the table here: every way in and out, what somebody may try there, what holds it, the tests that hold it.

A row names its tests, and ``test_threats.py`` fails for one that is not there; ``make render`` writes the page, ``make check``
compares it. Whoever adds a way in or out adds its row.
"""

import sys
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "threats.md"
LEAD = """\
# 谁能怎样害人，靠什么挡住

每一条：有人可能怎么做 → 靠什么挡住 → 守着它的测试。每一条都真的试过；表在 `tests/threats.py`，由 `make render` 生成，不要手改。
测试改了名、没有了，`make check` 就不通过。
"""
LIMITS = """\
## 挡不住的，要靠人

- 能改这台电脑上任何文件的人，或者同一台电脑上的管理员：什么都挡不住（见[答应什么](promises.md)）。
- 同一台电脑上别的账号：打开网页用的链接在浏览器启动的那一刻能从进程列表里看到。多人共用一台电脑的，用完关掉程序。
- 内网里有人截听：柜台不加 `--cert` 是明文的，链接和文件都看得到；要防，用证书。
- 内网里很多台机器同时占住柜台：一台占不满，几台合起来可以；程序只保证关掉以后一切照旧。
- `--dask` 的集群：集群里的机器能在本机运行任何程序（传的是 Python 对象），又没有验证身份。只连自己管的集群，只在自己管的网段里。
- 机关自己装的检查和输出（hooks）：装了就能做程序能做的一切。只装信得过的人做的。
- LibreOffice 读旧格式（.doc、.xls、.rtf）时自己的毛病：在单独的配置里、限时运行，不取外面的东西；在 Windows 上，.ods 里、或者
  用少见的写法写成的共享目录（\\\\\\\\主机\\\\目录）里的图片，它仍可能去取。没有装 LibreOffice 的，这些格式不读。
- 读取时用的内存和时间有上限，只在能单独结束的进程里有：机关自己给的文件（名册、空表、模板）在本进程里读。
"""


class Threat(NamedTuple):
    """What somebody may try, what holds it, and the tests that hold that."""

    tried: str
    held_by: str
    tests: tuple[str, ...]


def _threats(*rows):
    return tuple(Threat(tried, held_by, tuple(tests.split())) for tried, held_by, tests in rows)


WAYS = {
    "收到的工作簿": _threats(
        (
            "解开有几百 GB",
            "边解边数，到上限就停；文件里写的大小不信",
            "xlsx/test_zip_parts::test_inflating_stops_at_the_budget_of_one_part_and_of_all",
        ),
        (
            "两个程序打开看到的不是同一张表",
            "目录、文件头、大小、校验码有一处不一致就不读",
            (
                "xlsx/test_zip_parts::test_a_zip_that_does_not_agree_with_itself_is_refused"
                " xlsx/test_zip_parts::test_two_entries_over_the_same_bytes_are_refused"
            ),
        ),
        (
            "XML 里定义实体、套几万层",
            "有文档类型声明的不读，超过 64 层的不读",
            (
                "xlsx/test_xml_events::test_what_declares_its_own_language_is_refused"
                " xlsx/test_xml_events::test_what_lies_deeper_or_has_more_is_refused"
            ),
        ),
        (
            "卡死、弄垮读取的程序，吃光内存",
            "在单独的进程里读，限时间限内存，只坏它自己",
            (
                "intake/test_workers::test_what_fails_costs_one_item"
                " chain/test_shapes::test_a_file_that_crashes_or_hangs_the_reader_costs_only_itself"
            ),
        ),
        (
            "冒充别的单位",
            "与名册、目录、内容对不上的先问，谁的数也不动",
            "submissions/test_file_owner::test_a_neighbour_s_workbook_is_held_and_asked_and_nobody_s_figures_change",
        ),
        (
            "三百多种坏文件、怪文件",
            "每一份都有结果和原因，原件不动",
            "test_hostile::test_every_file_of_every_kind_ends_as_argued_and_untouched",
        ),
    ),
    "压缩包和收件目录": _threats(
        (
            "里面的名字带 ../、盘符、控制字符",
            "什么也不解到磁盘上，名字只用来显示",
            "intake/test_zips::test_hostile_names_are_only_shown",
        ),
        (
            "解开很大，或者说自己小、解开很大",
            "按文件上限读，多的不解",
            "intake/test_zips::test_a_bomb_is_stopped_by_what_it_says_and_by_what_it_does",
        ),
        (
            "压缩包套压缩包，没有尽头",
            "最多三层",
            "submissions/test_open_file::test_a_zip_that_lies_deeper_is_refused",
        ),
        (
            "邮件套邮件，没有尽头；附件多得数不完；文件名长得没有尽头",
            "层数、个数、名字的长度都有上限",
            "intake/test_mails::test_what_only_somebody_who_means_harm_makes_is_refused_soon",
        ),
        (
            "快捷方式、管道、设备文件",
            "说出来，不跟进去",
            "intake/test_found_files::test_links_and_pipes_are_told_not_followed",
        ),
        (
            "收件目录里放一个 soffice.exe，等程序去运行",
            "当前目录里的程序不运行",
            "intake/test_office_program::test_a_program_that_came_with_the_files_is_not_started",
        ),
    ),
    "要核对的文档（Word、网页、PDF、OFD、ODT、RTF）": _threats(
        (
            "一个部件说自己很小，解开有几个 GB",
            "最多解它说的那么多；python-docx 只拿到已经解好的",
            (
                "document/test_odd_packages::test_a_part_that_unpacks_to_more_than_it_says_is_unpacked_no_further"
                " document/test_odd_packages::test_python_docx_is_given_nothing_to_unpack"
                " document/test_odd_packages::test_one_that_says_how_much_it_unpacks_to_is_refused_before_it_does"
            ),
        ),
        (
            "用实体把本机的文件读进报告，或者让一个字变成几亿个",
            "实体不展开，文件外面的不取",
            (
                "document/test_odd_packages::test_no_entity_is_spelt_out_and_no_file_of_ours_is_read_into_a_document"
                " document/test_odd_packages::test_entities_that_grow_are_no_work"
                " document/test_document_limits::test_nothing_outside_the_file_is_read"
            ),
        ),
        (
            "部件不是它说的那一种，引出程序自己的错",
            "用话说读不了，请另存",
            (
                "document/test_odd_packages::test_a_part_that_is_not_what_it_says_is_refused_in_words"
                " document/test_odd_packages::test_a_locked_part_is_told_and_not_tripped_over"
                " test_fuzz_corpus::test_what_was_kept_breaks_nothing"
            ),
        ),
        (
            "跨几亿列的格子、几百万个标签、很长的句子",
            "格子、标签、字数、句长都有上限，超过的用话拒绝或分段看",
            (
                "document/test_document_limits::test_what_no_report_is_made_of_is_refused_in_words"
                " document/test_document_limits::test_no_cell_reaches_further_than_64_places_down_or_across"
                " xxgk/test_limits::*"
            ),
        ),
        (
            "读到天荒地老",
            "在单独的进程里核对，到时间就结束",
            "document/test_document_limits::test_a_report_that_cannot_be_read_in_time_is_refused",
        ),
        (
            "旧格式里放一张只写网址的图片，打开就去取，谁在看、什么时候看都知道了",
            "LibreOffice 在单独的配置里运行：代理指向没有人的地方，宏一律不运行",
            (
                "intake/test_office_program::test_no_picture_is_fetched_and_no_macro_runs"
                " intake/test_office_program::test_whatever_is_opened_is_opened_in_such_a_profile"
            ),
        ),
        (
            "旧格式里放一张放在别人共享目录里的图片（\\\\\\\\主机\\\\目录），在 Windows 上一打开，本机的账号就报给了那台电脑",
            "打开的是另存的一份，里面指向别的电脑的都改成哪里也不指；原件不动",
            (
                "intake/test_office_program::test_what_points_to_another_machine_s_share_points_nowhere"
                " intake/test_office_program::test_what_lies_here_and_what_only_looks_so_stays"
            ),
        ),
    ),
    "表样（文本、工作簿、空表）": _threats(
        (
            "规则里写一个遇到特定文字要算几年的正则，再让单位填那样的文字",
            "这样的正则收表样时就拒绝；要反复看的，长的文字不拿去套",
            (
                "text/test_pattern_faults::test_what_a_text_may_be_made_for_is_refused_with_how_to_write_it"
                " text/test_pattern_faults::test_a_text_beyond_reason_is_none_of_a_pattern_that_goes_over_it_again_and_again"
            ),
        ),
        (
            "套几千层的规则、几千层的 TOML、几千位的数",
            "用话拒绝",
            (
                "test_fuzz_corpus::test_a_rule_nested_beyond_reason_is_refused_at_its_place_and_one_people_might_write_is_not"
                " definition_book/test_load_definition::test_a_nesting_a_number_or_a_day_beyond_reason_is_refused"
            ),
        ),
        (
            "编号、空表名写成 ../x、nul、toolkit、名册，盖掉别的文件",
            "编号只能是字母、数字、汉字和下划线；本工具和 Windows 自己用的名称不能用",
            (
                "definition/test_load_form::test_what_no_workbook_could_hold_or_nobody_could_use_is_refused"
                " definition/test_blank_faults::test_a_misuse_is_told_where_it_stands"
                " definition_book/test_load_definition::test_no_definition_and_no_blank_takes_the_name_of_a_file_of_the_folder"
            ),
        ),
        (
            "编号写成程序里别的模块的名字，让程序去运行它",
            "只认 companion.py，引擎自己的不认",
            "merging/test_companion::*",
        ),
        (
            "下发以后换掉空表",
            "校验码对不上就不用，说怎样换回来",
            "folder/test_kept_blank::test_a_changed_blank_is_refused_and_the_one_handed_out_comes_back",
        ),
    ),
    "备份文件": _threats(
        (
            "清单里的路径跑到目录外面、写到 Windows 的设备和文件流里",
            "先看清单，有一条不对就什么也不写",
            (
                "verifying/test_backup::test_a_backup_never_writes_outside_its_folder"
                " verifying/test_backup::test_on_windows_no_stream_and_no_device_is_written"
            ),
        ),
        (
            "清单大得装不下，或者类型乱写",
            "用话拒绝，不解开",
            (
                "verifying/test_backup::test_a_list_beyond_reason_is_not_unpacked"
                " verifying/test_backup::test_a_list_somebody_made_is_refused_in_words"
            ),
        ),
        (
            "改一个字节、少一半",
            "整份读完、逐个校验以后才动手",
            (
                "verifying/test_backup::test_a_backup_that_was_changed_is_refused"
                " verifying/test_backup::test_a_half_backup_is_refused_and_nothing_is_touched"
            ),
        ),
    ),
    "本机的网页": _threats(
        (
            "别的网站借浏览器替人点（CSRF）",
            "只收本页发出的；说不清从哪里来的不收；钥匙是 SameSite=Strict",
            (
                "desk/test_guard::test_what_another_page_sends_is_refused"
                " desk/test_guard::test_a_browser_that_does_not_say_where_a_form_stood_is_refused"
            ),
        ),
        (
            "把别的域名指到 127.0.0.1（DNS 重绑定）",
            "只认自己的地址和端口",
            "desk/test_guard::test_a_name_that_was_pointed_here_by_somebody_else_is_refused",
        ),
        (
            "没有钥匙的人、猜钥匙的人",
            "什么也看不到；钥匙 192 位，比较用的时间一样",
            (
                "desk/test_guard::test_who_has_no_key_sees_nothing"
                " desk/test_guard::test_the_link_is_changed_for_a_cookie_no_script_and_no_other_site_gets"
            ),
        ),
        (
            "发一个没有尽头的、大小乱写的请求",
            "没有读就拒绝，读到上限就断",
            (
                "desk/test_guard::test_what_is_too_large_is_refused_before_anything_of_it_is_read"
                " desk/test_guard::test_what_says_it_is_small_and_goes_on_is_cut_off"
            ),
        ),
        (
            "单位写的文字在网页里变成脚本",
            "一律转义；策略不许网页里写脚本、样式，不许连别处",
            (
                "test_outputs::test_a_page_shows_every_text_as_text"
                " test_outputs::test_the_page_of_a_hostile_campaign_runs_nothing_of_it"
                " desk/test_guard::test_every_answer_lets_nothing_run_but_our_own_script"
            ),
        ),
        (
            "表单里写一个地址，办完以后转到别的网站",
            "只转到本页的地址，别的一律回首页",
            "desk/test_pages::test_any_other_address_leads_home",
        ),
        (
            "上传的文件名带路径、是设备、长得存不下，或者与已有的重名",
            "只留在这一次的目录里，改成能用的名字，谁也不盖谁",
            (
                "desk/test_inbox::test_a_name_stays_below_where_it_is_put"
                " desk/test_inbox::test_a_name_in_chinese_is_no_longer_than_file_systems_take"
                " desk/test_inbox::test_a_file_is_never_put_over_another_one"
            ),
        ),
    ),
    "内网的柜台": _threats(
        (
            "没有链接的、用别的单位的链接、链接收回了还来",
            "什么也拿不到，什么也交不了",
            (
                "counter/test_unit_desk::test_a_stranger_gets_nothing"
                " counter/test_unit_desk::test_a_link_that_was_taken_back_or_renewed_lets_nobody_in"
                " counter/test_hand_ins::test_another_units_workbook_is_refused_in_words_and_recorded_nowhere"
            ),
        ),
        (
            "一个一个地猜链接",
            "链接 130 位；猜错多了慢下来，不连累别人",
            "counter/test_unit_desk::test_who_guesses_is_slowed_down_and_locks_out_nobody",
        ),
        (
            "偷看工作目录、日志、来源地址，拿到链接",
            "存的只有校验码，日志里只有单位编号，不把地址告诉别的网站",
            (
                "counter/test_office_pages::test_links_are_given_printed_and_copied_and_only_their_hashes_are_kept"
                " counter/test_unit_desk::test_every_page_runs_no_script_and_tells_no_other_site_the_link"
                " counter/test_unit_desk::test_no_link_stands_in_what_is_written_down"
            ),
        ),
        (
            "别的网页替人交、把别的域名指过来",
            "只收本页发出的，只认自己的地址",
            (
                "counter/test_unit_desk::test_what_another_page_sends_is_refused"
                " counter/test_unit_desk::test_a_name_pointed_here_by_somebody_else_is_refused"
            ),
        ),
        (
            "开几百个连接占着不说话，别人进不来",
            "不说话的十来秒就断，一台机器最多占一半",
            (
                "counter/test_prompt_connection::test_what_never_becomes_a_request_is_closed"
                " counter/test_prompt_connection::test_a_request_that_was_answered_holds_nothing_open_whatever_dribbles_in_after_it"
                " counter/test_prompt_connection::test_one_machine_that_holds_very_many_keeps_no_other_out"
            ),
        ),
        (
            "没完没了地交，交很大的、有害的文件",
            "一个单位一小时有次数，太大的不读，先在单独的进程里看过再收",
            (
                "counter/test_unit_desk::test_a_unit_that_hands_in_without_end_is_held_up_and_the_others_are_not"
                " counter/test_unit_desk::test_what_is_too_large_is_refused_before_it_is_read"
                " counter/test_hand_ins::test_a_hostile_file_is_refused_and_does_no_harm"
            ),
        ),
        (
            "从柜台的端口进到机关自己的网页",
            "两个端口、两个程序，谁也不通到谁",
            "counter/test_lan_address::test_one_program_serves_the_desk_here_and_the_counter_there_and_neither_serves_the_other",
        ),
    ),
    "写出去的东西": _threats(
        (
            "单位写的文字在机关的工作簿、CSV 里变成公式、链接",
            "写成文字，前面像公式的加一撇",
            (
                "test_outputs::test_the_workbooks_of_a_run_hold_no_formula_or_link_a_unit_wrote"
                " collecting/test_table_files::test_no_text_begins_as_a_formula"
            ),
        ),
        (
            "在屏幕上、粘贴的文字里、日历里换行，冒充程序的话",
            "看不见的、换行的都写出来",
            (
                "test_outputs::test_no_command_prints_what_steers_a_terminal_or_makes_a_line_of_its_own"
                " test_outputs::test_texts_to_paste_hold_a_line_for_a_line"
                " clock/test_deadline::test_what_a_unit_is_called_can_break_no_line_of_the_calendar"
            ),
        ),
        (
            "名字里带路径，写到别处；在要写的地方先放一个快捷方式",
            "名字只留字；快捷方式被换掉，不顺着写",
            (
                "test_outputs::test_every_file_is_in_its_folder_under_a_safe_name"
                " folder/test_files::test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_points_to_stays"
                " folder/test_files::test_a_link_that_leads_nowhere_is_not_followed"
            ),
        ),
        (
            "同一台电脑上别的账号看到个人信息",
            "写出的文件照机关自己的 umask，临时文件只有自己能读",
            "folder/test_files::test_who_may_read_what_is_written_is_as_the_office_set_it",
        ),
        (
            "申请人的姓名、电话跟着表报上去",
            "不出登记簿",
            "clock/test_office_clocks::test_nothing_of_an_applicant_leaves_the_register",
        ),
        (
            "给程序读的 --json 换了样子，读它的程序出错",
            "每条命令的输出照写明的结构检查，多一个键也不行",
            "schemas/*::*",
        ),
    ),
    "台账": _threats(
        (
            "改、删收到的原件",
            "一份一个校验码，只读；核对时说出来",
            (
                "ledger/test_ledger::test_bytes_are_kept_once_under_their_hash_and_read_only"
                " chain/test_nothing_lost::test_a_changed_byte_a_lost_file_and_a_changed_reading_are_found"
            ),
        ),
        (
            "改流水",
            "每一条连着前一条",
            "ledger/test_ledger::test_the_log_only_grows_and_every_line_holds_the_next",
        ),
    ),
    "程序自己的正则、外加的检查、集群": _threats(
        (
            "用很长的文字让程序自己的正则算不完",
            "六百多个正则逐个判断，长一倍的文字只多一倍的功夫",
            "test_patterns::test_every_pattern_is_linear xxgk/test_limits::*",
        ),
        (
            "机关自己装的检查出错、把文件写到别处",
            "说出是谁的、怎样先不用它；只写在自己的目录里",
            (
                "test_hooks::test_a_check_that_does_not_work_is_named_with_what_to_do"
                " test_hooks::test_an_output_writes_below_its_own_folder_whatever_it_calls_its_files"
            ),
        ),
        (
            "一份文件弄垮集群里的读取程序",
            "只坏它自己",
            "intake/test_dask_cluster::test_a_file_that_kills_its_reader_costs_only_itself",
        ),
    ),
}


def page():
    """Return the page."""
    parts = [LEAD]
    for way, threats in WAYS.items():
        lines = ["| 有人可能 | 靠什么挡住 | 守着它的测试 |", "|---|---|---|"]
        lines += [
            f"| {t.tried} | {t.held_by} | {'<br>'.join(f'`{name}`' for name in t.tests)} |" for t in threats
        ]
        parts.append("\n".join((f"## {way}", "", *lines, "")))
    return "\n".join((*parts, LIMITS))


def main(words):
    """Write the page; with --check only tell whether it is out of step."""
    made = page().encode()
    same = PAGE.is_file() and PAGE.read_bytes() == made
    if "--check" in words:
        if not same:
            print("out of step, run make render: docs/threats.md")
        return int(not same)
    PAGE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
