/* SPDX-License-Identifier: MIT */
/*
 * The table that makes rows (story/rows.h) from trace events: the first row of an event whose condition holds is used.
 * Every kind of event has at least one row without a condition. A SILENT row has the reason in place of its text.
 *
 * A template holds {fact}, {fact:size} (bytes), {fact:s} and {fact:ms} (durations), {fact:utc}, {fact:words} (an id as
 * words), {fact:#noun} (a count); {*} is the whole text of the event. A part in [brackets] is left out when one of its
 * facts is empty.
 */
#pragma once

/* id, event, condition, level, who, text, result */
#define EMU_ROW_LIST(X)                                                                                                \
    /* power, boot */                                                                                                  \
    X("power.on", "power", "#=1", HEADLINE, USER, "switches the unit on", "")                                          \
    X("power.off", "power", "why=switched off", HEADLINE, USER, "switches the unit off", "")                           \
    X("power.off", "power", "", HEADLINE, USER, "power off", "{why}")                                                  \
    X("boot.reset", "reset", "", SILENT, UNIT, "boot.bank says it", "")                                                \
    X("boot.seed", "entropy", "", SILENT, UNIT, "the seed is in the summary of the run", "")                           \
    X("boot.none", "boot_bank", "#=2", ERROR, UNIT, "has no bootable firmware after {cause}", "{reason}")              \
    X("boot.fallback", "boot_bank", "reason~back", WARNING, UNIT,                                                      \
      "boots release {version} from bank {bank} after {cause}", "{reason}")                                            \
    X("boot.damaged", "boot_bank", "reason~damaged", WARNING, UNIT,                                                    \
      "boots release {version} from bank {bank} after {cause}", "{reason}")                                            \
    X("boot.bank", "boot_bank", "", HEADLINE, UNIT, "boots release {version} from bank {bank} after {cause}",          \
      "{reason}")                                                                                                      \
    X("boot.confirmed", "boot_confirmed", "", STEP, UNIT, "confirms release {version}", "")                            \
    X("boot.restart", "boot_restart", "", STEP, UNIT, "restarts", "{reason}")                                          \
    X("boot.failed", "boot_failed", "", ERROR, UNIT, "does not start; the watchdog retries", "{error}")                \
    X("boot.crashed", "boot_crashed", "", ERROR, UNIT, "crashes by an over-long ping",                                 \
      "nothing runs until the power is cut")                                                                           \
    X("boot.identity", "boot_no_identity", "", ERROR, UNIT, "has no identity and cannot run", "{error}")               \
    X("boot.record", "boot_record", "", DETAIL, UNIT, "writes boot record", "bank {bank} {state}")                     \
    /* recovery */                                                                                                     \
    X("recovery.state", "recovery_state", "", SILENT, UNIT, "the steps of recovery have rows", "")                     \
    X("recovery.request", "recovery_asks", "", STEP, UNIT, "recovery: requests tftp://{server}:{port}{path}", "")      \
    X("recovery.image", "recovery_image", "", STEP, UNIT, "recovery: accepts {product} release {version}",             \
      "{bytes:size} for bank {bank}")                                                                                  \
    X("recovery.done", "recovery_done", "", HEADLINE, UNIT, "recovery: bank {bank} has valid firmware again", "")      \
    X("recovery.failed", "recovery_failed", "", WARNING, UNIT, "recovery: the attempt failed",                         \
      "{error}; retries in {pause_s:s}")                                                                               \
    /* LEDs, hardware */                                                                                               \
    X("led.pattern", "led", "", DETAIL, UNIT, "{led} LED", "{pattern}")                                                \
    X("link.plugged", "cable", "#=1", STEP, USER, "plugs the {port} cable", "")                                        \
    X("link.unplugged", "cable", "", STEP, USER, "unplugs the {port} cable", "")                                       \
    X("link.in", "frame.in", "", SILENT, NETWORK, "packets are in --pcap", "")                                         \
    X("link.out", "frame.out", "", SILENT, NETWORK, "packets are in --pcap", "")                                       \
    X("link.lost", "frame.lost", "", DETAIL, NETWORK, "drops a frame of {bytes:size} at {port}", "{why}")              \
    X("board.flash", "flash", "", SILENT, UNIT, "--trace flash", "")                                                   \
    X("board.wait", "iowait", "", SILENT, UNIT, "steers the pace in warp", "")                                         \
    X("fault.hardware", "fault", "", WARNING, USER, "hardware fault", "{what}")                                        \
    /* address, DNS, time */                                                                                           \
    X("net.down", "net_state", "#=0", STEP, UNIT, "has no link on the Internet port", "")                              \
    X("net.search", "net_state", "#=1", DETAIL, UNIT, "searches for an address", "")                                   \
    X("net.last", "net_state", "#=3", WARNING, UNIT, "has no DHCP server: uses its last known address", "")            \
    X("net.duplicate", "net_state", "#=4", ERROR, UNIT, "sees its address in use by another host", "")                 \
    X("net.state", "net_state", "", DETAIL, UNIT, "Internet port", "{state}")                                          \
    X("net.lease", "net_address", "lease_s=0", STEP, UNIT, "has address {ip}",                                         \
      "gateway {gateway}[, option 66 {option66}]")                                                                     \
    X("net.lease", "net_address", "", STEP, UNIT, "has address {ip} for {lease_s:s}",                                  \
      "gateway {gateway}[, option 66 {option66}]")                                                                     \
    X("net.pppoe", "pppoe_found", "", DETAIL, UNIT, "finds the PPPoE concentrator {name}", "{mac}")                    \
    X("net.pppoe", "pppoe_up", "", STEP, UNIT, "has a PPPoE session", "peer {peer}")                                   \
    X("net.pppoe_failed", "pppoe_down", "", WARNING, UNIT, "has no PPPoE session: {why}",                              \
      "tries again in {pause_s:s}")                                                                                    \
    X("net.login", "ppp_login", "#=1", DETAIL, UNIT, "PPPoE: {method} login accepted", "")                             \
    X("net.login_failed", "ppp_login", "", ERROR, UNIT, "PPPoE: {method} login refused", "{says}")                     \
    X("net.other_way", "wan_other", "", WARNING, UNIT, "gets no address by {type}: tries {other}", "")                 \
    X("net.lan_lease", "lan_lease", "", STEP, UNIT, "gives {ip} to {mac} on the LAN port", "for {lease_s:s}")          \
    X("net.lan_full", "lan_full", "", WARNING, UNIT, "has no free address for {mac} on the LAN port", "")              \
    X("net.lan_address", "lan_address", "", WARNING, UNIT, "moves its LAN port to {ip}",                               \
      "the Internet port is in the same network")                                                                      \
    X("net.time", "net_time", "", STEP, UNIT, "sets its clock", "{unix_s:utc}")                                        \
    X("net.dns", "dns_found", "", STEP, UNIT, "resolves {name}", "{address}")                                          \
    X("net.services", "dns_services", "", STEP, UNIT, "resolves {name}", "{host}:{port}, {hosts:#host}")               \
    X("net.dns_failed", "dns_failed", "", WARNING, UNIT, "cannot resolve {name}", "{why}")                             \
    X("net.dns_known", "dns_known", "", SILENT, UNIT, "no query was sent", "")                                         \
    X("net.dns_failed", "dns_known_failed", "", WARNING, UNIT, "cannot resolve {name}", "{why}")                       \
    /* transfers */                                                                                                    \
    X("fetch.state", "fetch_state", "", SILENT, UNIT, "the end of a transfer has a row", "")                           \
    X("fetch.connected", "tcp_connected", "", DETAIL, UNIT, "connects to {ip}:{port}", "")                             \
    X("fetch.status", "http_status", "", DETAIL, UNIT, "HTTP response", "{status} {reason}")                           \
    X("fetch.header", "http_header", "", SILENT, UNIT, "--trace fw.fetch", "")                                         \
    X("fetch.tls_state", "tls_state", "", SILENT, UNIT, "the session has a row", "")                                   \
    X("fetch.tls", "tls_session", "", DETAIL, UNIT, "TLS session with {server}", "{version}, {suite}, {client}")       \
    X("fetch.tls_agreed", "tls_agreed", "", SILENT, UNIT, "the session has a row", "")                                 \
    X("fetch.tls_refused", "tls_refusal", "", DETAIL, UNIT, "TLS: the server accepts no 2007 cipher suite", "{why}")   \
    X("fetch.certificate", "tls_certificate", "", DETAIL, UNIT, "certificate of {name}", "issuer {issuer}")            \
    X("fetch.check_failed", "tls_check", "#=0", WARNING, UNIT, "certificate check", "{question}: failed")              \
    X("fetch.check", "tls_check", "", DETAIL, UNIT, "certificate check", "{question}: passed")                         \
    X("fetch.format", "profile_stage", "", STEP, UNIT, "profile format: {format}", "{bytes:size}")                     \
    X("fetch.message", "log_message", "", SILENT, UNIT, "syslog.sent says it when there is a server", "")              \
    /* resync */                                                                                                       \
    X("resync.state", "resync_state", "", SILENT, UNIT, "the steps of the machine have rows", "")                      \
    X("resync.next", "resync_wait", "", STEP, UNIT, "{what} in {delay_s:s}", "")                                       \
    X("resync.first", "resync_first", "", STEP, UNIT, "first resync after a random delay of {delay_ms:ms}", "")        \
    X("resync.begins", "resync_begins", "", STEP, UNIT, "resync begins", "$PRVST {cause}")                             \
    X("resync.busy", "resync_busy", "", STEP, UNIT, "resync waits for idle lines", "")                                 \
    X("resync.silence", "resync_silence", "", STEP, UNIT, "resync waits until the lines are idle for {s} s", "")       \
    X("resync.trigger", "resync_trigger", "", STEP, UNIT, "{parameter} is true", "")                                   \
    X("resync.queued", "resync_next", "", DETAIL, UNIT, "another resync follows this one", "")                         \
    X("resync.rule", "resync_taken", "", STEP, UNIT, "{rule}: uses alternative {alternative}", "")                     \
    X("resync.no_rule", "resync_none", "", DETAIL, UNIT, "{rule}: no condition is true", "")                           \
    X("resync.fetched", "resync_fetch", "verdict=fetched", STEP, UNIT, "fetches {scheme}://{server}:{port}{path}",     \
      "{bytes:size} in {duration_ms:ms}")                                                                              \
    X("resync.fetch_failed", "resync_fetch", "", ERROR, UNIT, "cannot fetch {scheme}://{server}:{port}{path}",         \
      "{error}")                                                                                                       \
    X("resync.corrupt", "resync_corrupt", "", ERROR, UNIT, "profile is invalid at line {line}, column {column}",       \
      "{what}")                                                                                                        \
    X("resync.unknown", "resync_unknown", "", WARNING, UNIT, "profile: unknown element {element}", "line {line}")      \
    X("resync.applied", "resync_applied", "", STEP, UNIT, "applies the profile",                                       \
      "{elements:#element}: {set} set ({changed} changed), {unchanged} unchanged, {unknown} unknown, {invalid} "       \
      "invalid")                                                                                                       \
    X("resync.done", "resync_done", "", HEADLINE, UNIT, "resync done", "")                                             \
    X("resync.failed", "resync_failed", "", ERROR, UNIT, "resync failed", "{error}{why}")                              \
    /* upgrade */                                                                                                      \
    X("upgrade.download", "upgrade_state", "#=3", STEP, UNIT, "upgrade: requests the image", "")                       \
    X("upgrade.check", "upgrade_state", "#=4", STEP, UNIT, "upgrade: checks size, signature and product", "")          \
    X("upgrade.write", "upgrade_state", "#=5", STEP, UNIT, "upgrade: writes the other bank", "")                       \
    X("upgrade.state", "upgrade_state", "", SILENT, UNIT, "the steps of the machine have rows", "")                    \
    X("upgrade.retry", "upgrade_retry", "", STEP, UNIT, "upgrade: retries in {delay_s:s}", "")                         \
    X("upgrade.fetched", "upgrade_fetch", "verdict=fetched", STEP, UNIT, "fetches {scheme}://{server}:{port}{path}",   \
      "{bytes:size} in {duration_ms:ms}")                                                                              \
    X("upgrade.fetch_failed", "upgrade_fetch", "", ERROR, UNIT, "cannot fetch {scheme}://{server}:{port}{path}",       \
      "{error}")                                                                                                       \
    X("upgrade.rule", "upgrade_taken", "", DETAIL, UNIT, "{rule}: uses alternative {alternative}", "")                 \
    X("upgrade.no_rule", "upgrade_none", "", DETAIL, UNIT, "{rule}: no condition is true", "")                         \
    X("upgrade.failed", "upgrade_failed", "", ERROR, UNIT, "upgrade failed", "{error}{why}")                           \
    /* configuration reports, syslog */                                                                                \
    X("report.rule", "report_taken", "", DETAIL, UNIT, "{rule}: uses alternative {alternative}", "")                   \
    X("report.no_rule", "report_none", "", DETAIL, UNIT, "{rule}: no condition is true", "")                           \
    X("report.sends", "report_to", "", STEP, UNIT, "sends its configuration to {scheme}://{server}:{port}{path}",      \
      "{bytes:size}")                                                                                                  \
    X("report.sent", "report_over", "#=1", STEP, UNIT, "configuration report sent", "{duration_ms:ms}")                \
    X("report.failed", "report_over", "", ERROR, UNIT, "configuration report failed", "{*}")                           \
    X("report.failed", "report_failed", "", ERROR, UNIT, "configuration report failed", "{error}")                     \
    X("report.unset", "report_no_rule", "", WARNING, UNIT, "no configuration report", "{what}{why}")                   \
    X("syslog.debug", "syslog_sent", "unit=1", DETAIL, UNIT, "debug log", "{line}")                                    \
    X("syslog.sent", "syslog_sent", "", STEP, UNIT, "syslog", "{line}")                                                \
    /* parameters, factory reset */                                                                                    \
    X("param.commit", "param_commit", "", DETAIL, UNIT, "stores {parameters:#changed parameter}", "by {source}")       \
    X("param.reset", "param_reset", "", HEADLINE, UNIT, "factory reset", "parameters that changed: {parameters}")      \
    X("param.value", "param_value", "", DETAIL, UNIT, "{element} = {value}", "")                                       \
    X("param.access", "param_access", "", DETAIL, UNIT, "{element}: user access {access}", "")                         \
    /* telephones: the handset, what is heard, the voice menu */                                                       \
    X("phone.plugged", "jack", "#=1", STEP, USER, "plugs telephone {telephone} in", "")                                \
    X("phone.unplugged", "jack", "", STEP, USER, "unplugs telephone {telephone}", "")                                  \
    X("phone.lifted", "hook", "#=1", STEP, USER, "lifts handset {telephone}", "")                                      \
    X("phone.put_down", "hook", "", STEP, USER, "puts handset {telephone} down", "")                                   \
    X("phone.dialled", "keys", "", STEP, USER, "dials {keys} on telephone {telephone}", "")                            \
    X("phone.pressed", "press", "#=1", DETAIL, USER, "presses {key} on telephone {telephone}", "")                     \
    X("phone.released", "press", "", DETAIL, USER, "releases {key} on telephone {telephone}", "")                      \
    X("phone.speaks", "speak", "", STEP, USER, "speaks {hz} Hz into telephone {telephone}", "for {duration_ms:ms}")    \
    X("phone.standard", "display", "", STEP, USER, "gives telephone {telephone} another display: {standard}", "")      \
    X("phone.mic", "mic", "", SILENT, USER, "sound is in --record", "")                                                \
    X("phone.rings", "ring", "#=1", STEP, UNIT, "rings telephone {telephone}", "")                                     \
    X("phone.ring_off", "ring", "", DETAIL, UNIT, "telephone {telephone}: ringing pauses", "")                         \
    X("phone.ringing", "line_ring", "", DETAIL, UNIT, "telephone {telephone}: cadence {cadence}", "")                  \
    X("phone.waiting", "line_call_waiting", "", STEP, UNIT, "telephone {telephone}: call waiting tone {cadence}", "")  \
    X("phone.data", "line_sends", "", DETAIL, UNIT, "telephone {telephone}: data", "{method}")                         \
    X("phone.polarity", "polarity", "", DETAIL, UNIT, "telephone {telephone}: polarity reversed {reversed}", "")       \
    X("phone.loop", "loop", "", DETAIL, UNIT, "telephone {telephone}: loop current {on}", "")                          \
    X("phone.heard", "ear", "what=sound", DETAIL, UNIT, "telephone {telephone}: a sound", "")                          \
    X("phone.silence", "ear", "", SILENT, UNIT, "the end of a sound is no news", "")                                   \
    X("phone.says", "ear_says", "", STEP, UNIT, "says \"{words}\"", "")                                                \
    X("phone.says", "ear_digits", "", STEP, UNIT, "says \"{characters}\"", "")                                         \
    X("phone.cut", "ear_cut", "", DETAIL, UNIT, "telephone {telephone}: prompt interrupted", "")                       \
    X("phone.display", "ear_display", "", STEP, UNIT, "telephone {telephone} displays {what}", "")                     \
    X("phone.blank", "ear_blank", "", STEP, UNIT, "telephone {telephone}: the display stays empty", "{why}")           \
    X("phone.pitch", "ear_pitch", "", STEP, UNIT, "telephone {telephone}: sound of {pitch}", "")                       \
    X("phone.tone", "ear_tone", "", STEP, UNIT, "telephone {telephone}: {name:words} tone", "")                        \
    X("line.state", "line_state", "", SILENT, UNIT, "what is dialled and heard has rows", "")                          \
    X("line.tone", "line_tone", "", SILENT, UNIT, "phone.tone says what is heard", "")                                 \
    X("line.application", "line_application", "name=ivr", STEP, UNIT, "enters the voice menu", "")                     \
    X("line.application", "line_application", "", STEP, UNIT, "enters {name}", "")                                     \
    X("line.key", "line_key", "", SILENT, UNIT, "phone.dialled says it; a key may be part of a password", "")          \
    X("line.hook", "line_hook", "", DETAIL, UNIT, "short on-hook on line {telephone}", "{what}")                       \
    X("menu.state", "ivr_state", "", SILENT, UNIT, "what is dialled and heard has rows", "")                           \
    X("menu.say", "ivr_say", "", SILENT, UNIT, "phone.says says what is heard", "")                                    \
    X("menu.option", "ivr_option", "", STEP, UNIT, "voice menu: option {code}, {name:words}", "")                      \
    X("menu.value", "ivr_typed", "", DETAIL, UNIT, "voice menu: value {value}", "")                                    \
    X("menu.reset", "ivr_reset", "", HEADLINE, UNIT, "voice menu: reset", "{what}")                                    \
    X("menu.reboot", "ivr_reboot", "", STEP, UNIT, "voice menu: reboot", "{why}")                                      \
    X("menu.stored", "ivr_store", "", STEP, UNIT, "voice menu: stores {changes:#value}", "{how}")                      \
    /* calls */                                                                                                        \
    X("line.no_call", "call_not_registered", "", WARNING, UNIT, "rejects {number}: the line is not registered", "")    \
    X("line.no_match", "call_no_match", "", WARNING, UNIT, "rejects {keys}: {why}", "")                                \
    X("call.not_placed", "call_not_placed", "", WARNING, UNIT, "cannot call {number}", "{why}")                        \
    X("call.state", "call_state", "", DETAIL, UNIT, "call {call}: {old} -> {new}", "")                                 \
    X("call.out", "call_out", "", STEP, UNIT, "calls {number}{emergency}", "")                                         \
    X("call.progress", "call_progress", "", DETAIL, UNIT, "{number} is being called", "SIP {status}")                  \
    X("call.in", "call_in", "", STEP, NETWORK, "{number} calls: the telephone rings", "{name}")                        \
    X("call.in_refused", "call_in_refused", "", STEP, UNIT, "refuses the call of {number}: {rule}", "SIP {status}")    \
    X("call.connected", "call_connected", "", STEP, UNIT, "is connected to {number}", "{codec}")                       \
    X("call.no_codec", "call_no_codec", "", WARNING, UNIT, "hangs up: no common codec with {number}", "")              \
    X("call.reinvited", "call_reinvited", "", DETAIL, UNIT, "re-INVITE answered while {state}", "SIP {status}")        \
    X("call.remote_hold", "call_remote_hold", "", STEP, NETWORK, "the other side {what}", "")                          \
    X("call.music", "call_music", "", STEP, UNIT, "music on hold of {server}", "{what}")                               \
    X("call.info", "call_info", "", DETAIL, NETWORK, "sends a digit by INFO", "")                                      \
    X("call.conference", "call_conference", "", STEP, UNIT, "joins {first} and {second}", "")                          \
    X("call.lamp", "call_lamp", "#=1", STEP, UNIT, "tells the telephone: messages wait", "")                           \
    X("call.no_lamp", "call_lamp", "", STEP, UNIT, "tells the telephone: no messages", "")                             \
    X("call.hook", "call_hook", "", DETAIL, UNIT, "{what} while {situation}: {act}", "then {next}")                    \
    X("call.transfer", "call_transfer", "", STEP, UNIT, "sends {number} to {to}{how}", "")                             \
    X("call.transfer_failed", "call_referred", "how=failed", WARNING, NETWORK, "transfer of {number} failed",          \
      "SIP {status}")                                                                                                  \
    X("call.transfer_done", "call_referred", "how=done", STEP, NETWORK, "transfer of {number} is done",                \
      "SIP {status}")                                                                                                  \
    X("call.referred", "call_referred", "", DETAIL, NETWORK, "transfer of {number}", "SIP {status}")                   \
    X("call.refer", "call_refer", "", STEP, NETWORK, "{number} sends the line to {to}{refused}", "")                   \
    X("call.replaced", "call_replaced", "", STEP, NETWORK, "{new} takes the place of {old}", "")                       \
    X("media.t38", "media_t38", "", STEP, UNIT, "carries a fax by T.38 to {ip}:{port}", "")                            \
    X("call.fax", "call_fax", "", STEP, UNIT, "hears {tone} of the {side} in call {call}", "{way}")                    \
    X("call.dead", "call_dead", "", WARNING, UNIT, "ends call {call}: the other side refuses RTP", "")                 \
    X("call.code", "call_code", "", STEP, UNIT, "takes {code}: {what}", "")                                            \
    X("call.code_stores", "call_code_stores", "", STEP, UNIT, "sets {parameter} to {value}", "")                       \
    X("call.code_refused", "call_code_refused", "", WARNING, UNIT, "refuses the code: {why}", "")                      \
    X("call.feature", "call_feature", "", STEP, UNIT, "by flash and digit: {what}", "")                                \
    X("call.back", "call_back", "", STEP, UNIT, "call back {what}: {number}", "")                                      \
    X("call.end", "call_end", "", STEP, UNIT, "call with {number} is over: {why}", "")                                 \
    /* SIP */                                                                                                          \
    X("sip.not_done", "sip_not_done", "", ERROR, UNIT, "NOTIFY {event} failed", "{error}")                             \
    X("sip.register", "sip_register", "", DETAIL, UNIT, "registration: {old} -> {new}", "")                            \
    X("sip.registered", "sip_registered", "", STEP, UNIT, "is registered at {ip}:{port}", "again in {next} s")         \
    X("sip.register_failed", "sip_register_failed", "", WARNING, UNIT, "is not registered: {why}", "{next}")           \
    X("sip.unregistered", "sip_unregistered", "", WARNING, UNIT, "lost its registration", "{why}")                     \
    X("sip.nat", "sip_nat", "", STEP, UNIT, "STUN: {nat}", "")                                                         \
    X("sip.mailbox", "sip_mailbox", "", DETAIL, UNIT, "mailbox: {old} -> {new}", "")                                   \
    X("sip.mailbox_failed", "sip_mailbox_failed", "", WARNING, UNIT, "is not subscribed to its mailbox: {why}",        \
      "again in {next} s")                                                                                             \
    X("sip.messages", "sip_messages", "", STEP, NETWORK, "says: messages waiting: {waiting}{subscribed}", "")          \
    X("sip.call", "sip_call", "", DETAIL, UNIT, "dialog of a call: {old} -> {new}", "")                                \
    X("sip.out", "sip_out", "", DETAIL, UNIT, "SIP: sends {what} ({method}) to {ip}:{port}", "{error}")                \
    X("sip.in", "sip_in", "", DETAIL, NETWORK, "SIP: {start-line} from {ip}:{port}", "")                               \
    X("sip.dropped", "sip_dropped", "", WARNING, UNIT, "SIP: drops an invalid message", "{why}")                       \
    X("sip.mapping", "sip_mapping", "", DETAIL, UNIT, "SIP: learns that it is {ip}:{port} outside of a NAT", "")       \
    X("sip.stray", "sip_stray", "", DETAIL, UNIT, "SIP: drops a response without a request", "")                       \
    X("sip.closed", "sip_closed", "", DETAIL, UNIT, "SIP port {port} closed", "")                                      \
    X("sip.port", "sip_port", "#=0", DETAIL, UNIT, "SIP port {port} open", "")                                         \
    X("sip.port_failed", "sip_port", "", ERROR, UNIT, "SIP port {port} cannot be opened", "{how}")                     \
    X("sip.reliable", "sip_reliable", "", DETAIL, UNIT, "SIP: reliable 1xx {what}", "")                                \
    X("sip.stream", "sip_stream", "", DETAIL, UNIT, "SIP/{transport} {way} {ip}:{port}: {what}", "{why}")              \
    X("sip.refused", "sip_refused", "", WARNING, UNIT, "refuses NOTIFY", "{why}")                                      \
    X("sip.ignored", "sip_ignored", "", WARNING, UNIT, "ignores NOTIFY {event} from {ip}", "{parameter} is No")        \
    X("sip.notify", "sip_event", "", STEP, UNIT, "accepts NOTIFY {event} from {ip}", "")                               \
    /* sound of calls */                                                                                               \
    X("media.open", "media_open", "", DETAIL, UNIT, "RTP port {port} open", "")                                        \
    X("media.close", "media_close", "", DETAIL, UNIT, "RTP port {port} closed",                                        \
      "{sent} packets sent, {received} received, {lost} lost")                                                         \
    X("media.send", "media_send", "what=starts", STEP, UNIT, "sends {codec} to {ip}:{port}", "")                       \
    X("media.send_end", "media_send", "", DETAIL, UNIT, "stops sending {codec} to {ip}:{port}", "")                    \
    X("media.first", "media_first", "", DETAIL, UNIT, "hears {ip}:{port}", "")                                         \
    X("media.digit", "media_digit", "", STEP, UNIT, "the other side sends {key} (RFC 4733)", "")                       \
    X("media.dead", "media_dead", "", WARNING, UNIT, "gives up a call: the peer does not listen",                      \
      "{errors} ICMP errors")                                                                                          \
    X("media.unavailable", "media_unavailable", "", WARNING, UNIT, "offers no {codec}: it is not in this build", "")   \
    /* pages */                                                                                                        \
    X("web.visit", "web_request", "", STEP, USER, "opens a page: {method} {path}", "HTTP {status}")                    \
    /* router: DHCP server, NAT and port forwarding get their rows here */                                             \
    /* fidelity */                                                                                                     \
    X("fidelity.tls", "tls_too_modern", "", WARNING, UNIT, "a real unit cannot reach {server}",                        \
      "TLS 1.0 only ({refusal}); here {version}, {suite}")                                                             \
    X("fidelity.renegotiation", "tls_renegotiated", "", WARNING, UNIT, "a real unit is refused by {server}",           \
      "a client certificate asked for after the request, by renegotiation (RFC 5746)")                                 \
    X("fidelity.dns", "dns_by_tcp", "", WARNING, UNIT, "a real unit may not resolve {name}",                           \
      "its records do not fit into 512 bytes: asked by TCP")                                                           \
    X("fidelity.value", "warn_value", "", WARNING, UNIT, "{element} (line {line})", "{why}")                           \
    X("fidelity.image", "warn_image", "", WARNING, UNIT, "a real unit runs another image", "{what}")                   \
    X("fidelity.profile", "warn_profile", "", WARNING, UNIT, "a real unit differs", "{what}")                          \
    /* the provider, the network, notes of a script */                                                                 \
    X("provider.syslog", "lab", "what=syslog: ", SILENT, PROVIDER, "syslog.sent says it", "")                          \
    X("provider.lease", "lab", "what=dhcp: lease", DETAIL, PROVIDER, "{what}", "")                                     \
    X("provider.offer", "lab", "what=dhcp: offer", DETAIL, PROVIDER, "{what}", "")                                     \
    X("provider.dhcp", "lab", "what=dhcp: ", STEP, PROVIDER, "{what}", "")                                             \
    X("provider.pppoe", "lab", "what=pppoe: ", STEP, PROVIDER, "{what}", "")                                           \
    X("provider.register", "lab", "what=sip: REGISTER", DETAIL, PROVIDER, "{what}", "")                                \
    X("provider.notify", "lab", "what=sip: sends", STEP, PROVIDER, "{what}", "")                                       \
    X("provider.answer", "lab", "what=sip: answer", STEP, PROVIDER, "{what}", "")                                      \
    X("provider.tftp_lost", "lab", "what~given up by the unit", WARNING, PROVIDER, "{what}", "")                       \
    X("provider.tftp_lost", "lab", "what~does not answer any more", WARNING, PROVIDER, "{what}", "")                   \
    X("fault.https", "lab", "what=https: fault", WARNING, PROVIDER, "{what}", "")                                      \
    X("fault.frame", "lab", "what=fault: ", WARNING, NETWORK, "{what}", "")                                            \
    X("network.refused", "lab", "what=net: ", WARNING, NETWORK, "{what}", "")                                          \
    X("provider.other", "lab", "", DETAIL, PROVIDER, "{what}", "")                                                     \
    X("note.script", "note", "", HEADLINE, USER, "{remark}", "")
