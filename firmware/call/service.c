/* SPDX-License-Identifier: MIT */
/* What each vertical service code does. Codes and switches as elements: the parameters have the digits. */
#include <fw/service.h>
#include <rt/assert.h>

/* Changes one or two parameters of the user. */
#define STORES(code_, serv_, kind_, act_, first, second, announcement_, help_, source_)                                \
    {                                                                                                                  \
        .code = code_, .serv_1 = serv_, .kind = FW_SERVICE_##kind_, .act = FW_SERVICE_##act_,                          \
        .effect_1 = {first, second}, .announcement = announcement_, .help = help_, .source = source_                   \
    }
/* Changes no parameter. */
#define DOES(code, serv, kind, act, announcement, help, source)                                                        \
    STORES(code, serv, kind, act, FW_EL_NONE, FW_EL_NONE, announcement, help, source)
/* With a call on hold. */
#define FOR_HELD(code_, serv_, kind_, act_, help_, source_)                                                            \
    {                                                                                                                  \
        .code = code_, .serv_1 = serv_, .kind = FW_SERVICE_##kind_, .act = FW_SERVICE_##act_,                          \
        .effect_1 = {FW_EL_NONE, FW_EL_NONE}, .is_second = true, .help = help_, .source = source_                      \
    }
/* A property of the next call. */
#define OPTION(code_, serv_, option_, value_, is_second_, help_, source_)                                              \
    {                                                                                                                  \
        .code = code_, .serv_1 = serv_, .kind = FW_SERVICE_PER_CALL, .act = FW_SERVICE_OPTION,                         \
        .effect_1 = {FW_EL_NONE, FW_EL_NONE}, .option = FW_OPTION_##option_, .value = value_, .is_second = is_second_, \
        .help = help_, .source = source_                                                                               \
    }
#define FOR_CALL(code, serv, option, value, help, source)        OPTION(code, serv, option, value, false, help, source)
#define FOR_SECOND_CALL(code, serv, option, value, help, source) OPTION(code, serv, option, value, true, help, source)

const struct fw_service fw_services[] = {
    DOES(FW_EL_CALL_RETURN_CODE, FW_EL_CALL_RETURN_SERV_1, CALL, CALL_CALLER, "", "call the number that called last",
         "ATA 191 guide"),
    DOES(FW_EL_CALL_REDIAL_CODE, FW_EL_CALL_REDIAL_SERV_1, CALL, CALL_CALLED, "", "call the last number again",
         "ATA 191 guide"),
    FOR_HELD(FW_EL_BLIND_TRANSFER_CODE, FW_EL_UNATTN_TRANSFER_SERV_1, NUMBER, TRANSFER,
             "transfer the call on hold to the number", "SPA-2000 guide p.39 to 45"),
    DOES(FW_EL_CALL_BACK_ACT_CODE, FW_EL_CALL_BACK_SERV_1, SWITCH, CALL_BACK, "CBT",
         "call the last busy number until it rings", "SPA9x2 guide p.79"),
    DOES(FW_EL_CALL_BACK_DEACT_CODE, FW_EL_CALL_BACK_SERV_1, SWITCH, CALL_BACK_END, "CBF", "stop calling back",
         "SPA9x2 guide p.79"),
    DOES(FW_EL_CALL_BACK_BUSY_ACT_CODE, FW_EL_CALL_BACK_SERV_1, SWITCH, CALL_BACK, "CBT",
         "call back, also while the busy tone plays", "ATA 191 guide; while it plays: guess"),
    STORES(FW_EL_CFWD_ALL_ACT_CODE, FW_EL_CFWD_ALL_SERV_1, NUMBER, SET_NUMBER, FW_EL_CFWD_ALL_DEST_1, FW_EL_NONE, "FAT",
           "forward all calls to the number", "SPA-1001 guide p.172"),
    STORES(FW_EL_CFWD_ALL_DEACT_CODE, FW_EL_CFWD_ALL_SERV_1, SWITCH, CLEAR, FW_EL_CFWD_ALL_DEST_1, FW_EL_NONE, "FAF",
           "do not forward all calls", "SPA-1001 guide p.172"),
    STORES(FW_EL_CFWD_BUSY_ACT_CODE, FW_EL_CFWD_BUSY_SERV_1, NUMBER, SET_NUMBER, FW_EL_CFWD_BUSY_DEST_1, FW_EL_NONE,
           "FBT", "forward calls when busy to the number", "SPA-1001 guide p.172"),
    STORES(FW_EL_CFWD_BUSY_DEACT_CODE, FW_EL_CFWD_BUSY_SERV_1, SWITCH, CLEAR, FW_EL_CFWD_BUSY_DEST_1, FW_EL_NONE, "FBF",
           "do not forward calls when busy", "SPA-1001 guide p.172"),
    STORES(FW_EL_CFWD_NO_ANS_ACT_CODE, FW_EL_CFWD_NO_ANS_SERV_1, NUMBER, SET_NUMBER, FW_EL_CFWD_NO_ANS_DEST_1,
           FW_EL_NONE, "FNT", "forward calls without an answer to the number", "SPA-1001 guide p.172"),
    STORES(FW_EL_CFWD_NO_ANS_DEACT_CODE, FW_EL_CFWD_NO_ANS_SERV_1, SWITCH, CLEAR, FW_EL_CFWD_NO_ANS_DEST_1, FW_EL_NONE,
           "FNF", "do not forward calls without an answer", "SPA-1001 guide p.172"),
    STORES(FW_EL_CFWD_LAST_ACT_CODE, FW_EL_CFWD_LAST_SERV_1, NUMBER, SET_CALLER_AND_NUMBER, FW_EL_CFWD_LAST_CALLER_1,
           FW_EL_CFWD_LAST_DEST_1, "", "forward calls of the last caller to the number", "ATA 191 guide"),
    STORES(FW_EL_CFWD_LAST_DEACT_CODE, FW_EL_CFWD_LAST_SERV_1, SWITCH, CLEAR, FW_EL_CFWD_LAST_CALLER_1,
           FW_EL_CFWD_LAST_DEST_1, "", "do not forward calls of one caller", "ATA 191 guide"),
    STORES(FW_EL_BLOCK_LAST_ACT_CODE, FW_EL_BLOCK_LAST_SERV_1, SWITCH, SET_CALLER, FW_EL_BLOCK_LAST_CALLER_1,
           FW_EL_NONE, "", "refuse calls of the last caller", "ATA 191 guide"),
    STORES(FW_EL_BLOCK_LAST_DEACT_CODE, FW_EL_BLOCK_LAST_SERV_1, SWITCH, CLEAR, FW_EL_BLOCK_LAST_CALLER_1, FW_EL_NONE,
           "", "stop refusing calls of one caller", "ATA 191 guide"),
    STORES(FW_EL_ACCEPT_LAST_ACT_CODE, FW_EL_ACCEPT_LAST_SERV_1, SWITCH, SET_CALLER, FW_EL_ACCEPT_LAST_CALLER_1,
           FW_EL_NONE, "", "let the last caller through forwarding and DND", "ATA 191 guide"),
    STORES(FW_EL_ACCEPT_LAST_DEACT_CODE, FW_EL_ACCEPT_LAST_SERV_1, SWITCH, CLEAR, FW_EL_ACCEPT_LAST_CALLER_1,
           FW_EL_NONE, "", "stop letting one caller through", "ATA 191 guide"),
    STORES(FW_EL_CW_ACT_CODE, FW_EL_CALL_WAITING_SERV_1, SWITCH, SET_YES, FW_EL_CW_SETTING_1, FW_EL_NONE, "CWT",
           "call waiting", "Linksys ATA guide p.165"),
    STORES(FW_EL_CW_DEACT_CODE, FW_EL_CALL_WAITING_SERV_1, SWITCH, SET_NO, FW_EL_CW_SETTING_1, FW_EL_NONE, "CWF",
           "no call waiting", "Linksys ATA guide p.165"),
    FOR_CALL(FW_EL_CW_PER_CALL_ACT_CODE, FW_EL_CALL_WAITING_SERV_1, CALL_WAITING, FW_CALL_ON,
             "call waiting, for one call", "Linksys ATA guide p.165"),
    FOR_CALL(FW_EL_CW_PER_CALL_DEACT_CODE, FW_EL_CALL_WAITING_SERV_1, CALL_WAITING, FW_CALL_OFF,
             "no call waiting, for one call", "Linksys ATA guide p.165"),
    STORES(FW_EL_BLOCK_CID_ACT_CODE, FW_EL_BLOCK_CID_SERV_1, SWITCH, SET_YES, FW_EL_BLOCK_CID_SETTING_1, FW_EL_NONE, "",
           "call anonymously", "SPA-2000 guide p.39 to 45"),
    STORES(FW_EL_BLOCK_CID_DEACT_CODE, FW_EL_BLOCK_CID_SERV_1, SWITCH, SET_NO, FW_EL_BLOCK_CID_SETTING_1, FW_EL_NONE,
           "", "call with the own number", "SPA-2000 guide p.39 to 45"),
    FOR_CALL(FW_EL_BLOCK_CID_PER_CALL_ACT_CODE, FW_EL_BLOCK_CID_SERV_1, ANONYMOUS, FW_CALL_ON,
             "call anonymously, for one call", "SPA-2000 guide p.39 to 45"),
    FOR_CALL(FW_EL_BLOCK_CID_PER_CALL_DEACT_CODE, FW_EL_BLOCK_CID_SERV_1, ANONYMOUS, FW_CALL_OFF,
             "call with the own number, for one call", "SPA-2000 guide p.39 to 45"),
    STORES(FW_EL_BLOCK_ANC_ACT_CODE, FW_EL_BLOCK_ANC_SERV_1, SWITCH, SET_YES, FW_EL_BLOCK_ANC_SETTING_1, FW_EL_NONE, "",
           "refuse anonymous calls", "SPA-2000 guide p.39 to 45"),
    STORES(FW_EL_BLOCK_ANC_DEACT_CODE, FW_EL_BLOCK_ANC_SERV_1, SWITCH, SET_NO, FW_EL_BLOCK_ANC_SETTING_1, FW_EL_NONE,
           "", "accept anonymous calls", "SPA-2000 guide p.39 to 45"),
    STORES(FW_EL_DND_ACT_CODE, FW_EL_DND_SERV_1, SWITCH, SET_YES, FW_EL_DND_SETTING_1, FW_EL_NONE, "", "do not disturb",
           "SPA-2000 guide p.39 to 45"),
    STORES(FW_EL_DND_DEACT_CODE, FW_EL_DND_SERV_1, SWITCH, SET_NO, FW_EL_DND_SETTING_1, FW_EL_NONE, "",
           "end do not disturb", "SPA-2000 guide p.39 to 45"),
    STORES(FW_EL_CID_ACT_CODE, FW_EL_CID_SERV_1, SWITCH, SET_YES, FW_EL_CID_SETTING_1, FW_EL_NONE, "", "show caller ID",
           "ATA 191 guide"),
    STORES(FW_EL_CID_DEACT_CODE, FW_EL_CID_SERV_1, SWITCH, SET_NO, FW_EL_CID_SETTING_1, FW_EL_NONE, "",
           "show no caller ID", "ATA 191 guide"),
    STORES(FW_EL_CWCID_ACT_CODE, FW_EL_CWCID_SERV_1, SWITCH, SET_YES, FW_EL_CWCID_SETTING_1, FW_EL_NONE, "",
           "show caller ID of waiting calls", "ATA 191 guide"),
    STORES(FW_EL_CWCID_DEACT_CODE, FW_EL_CWCID_SERV_1, SWITCH, SET_NO, FW_EL_CWCID_SETTING_1, FW_EL_NONE, "",
           "show no caller ID of waiting calls", "ATA 191 guide"),
    STORES(FW_EL_DIST_RING_ACT_CODE, FW_EL_DIST_RING_SERV_1, SWITCH, SET_YES, FW_EL_DIST_RING_SETTING_1, FW_EL_NONE, "",
           "distinctive ringing", "ATA 191 guide"),
    STORES(FW_EL_DIST_RING_DEACT_CODE, FW_EL_DIST_RING_SERV_1, SWITCH, SET_NO, FW_EL_DIST_RING_SETTING_1, FW_EL_NONE,
           "", "no distinctive ringing", "ATA 191 guide"),
    STORES(FW_EL_SPEED_DIAL_ACT_CODE, FW_EL_SPEED_DIAL_SERV_1, KEY, SET_SPEED_DIAL, FW_EL_SPEED_DIAL_2_1, FW_EL_NONE,
           "", "store a speed dial: a key from 2 to 9, then the number", "ATA 191 guide"),
    STORES(FW_EL_SECURE_ALL_CALL_ACT_CODE, FW_EL_SECURE_CALL_SERV_1, SWITCH, SET_YES, FW_EL_SECURE_CALL_SETTING_1,
           FW_EL_NONE, "", "prefer secure calls", "Sipura administration guide p.85"),
    STORES(FW_EL_SECURE_NO_CALL_ACT_CODE, FW_EL_SECURE_CALL_SERV_1, SWITCH, SET_NO, FW_EL_SECURE_CALL_SETTING_1,
           FW_EL_NONE, "", "prefer no secure calls", "Sipura administration guide p.85"),
    FOR_CALL(FW_EL_SECURE_ONE_CALL_ACT_CODE, FW_EL_SECURE_CALL_SERV_1, SECURE, FW_CALL_ON,
             "prefer a secure call, for one call", "Sipura administration guide p.85"),
    FOR_CALL(FW_EL_SECURE_ONE_CALL_DEACT_CODE, FW_EL_SECURE_CALL_SERV_1, SECURE, FW_CALL_OFF,
             "prefer no secure call, for one call", "Sipura administration guide p.85"),
    FOR_SECOND_CALL(FW_EL_CONFERENCE_ACT_CODE, FW_EL_THREE_WAY_CONF_SERV_1, PURPOSE, FW_CALL_FOR_CONFERENCE,
                    "the second call is for a conference", "ATA 191 guide"),
    FOR_SECOND_CALL(FW_EL_ATTN_XFER_ACT_CODE, FW_EL_ATTN_TRANSFER_SERV_1, PURPOSE, FW_CALL_FOR_TRANSFER,
                    "the second call is for a transfer", "ATA 191 guide"),
    FOR_CALL(FW_EL_MODEM_LINE_TOGGLE_CODE, FW_EL_NONE, MODEM, 1, "a modem calls, for one call", "ATA 191 guide"),
    FOR_CALL(FW_EL_FAX_LINE_TOGGLE_CODE, FW_EL_NONE, FAX, 1, "a fax machine calls, for one call",
             "ATA 191 guide; detail: recall"),
    FOR_CALL(FW_EL_MEDIA_LOOPBACK_CODE, FW_EL_NONE, LOOPBACK, 1, "a test call with media loopback",
             "sample profile; no effect"),
    FOR_CALL(FW_EL_PREFER_G711U_CODE, FW_EL_NONE, PREFER, FW_CODEC_PCMU, "offer G.711u first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G711U_CODE, FW_EL_NONE, FORCE, FW_CODEC_PCMU, "offer only G.711u, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G711A_CODE, FW_EL_NONE, PREFER, FW_CODEC_PCMA, "offer G.711a first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G711A_CODE, FW_EL_NONE, FORCE, FW_CODEC_PCMA, "offer only G.711a, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G723_CODE, FW_EL_NONE, PREFER, FW_CODEC_G723, "offer G.723 first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G723_CODE, FW_EL_NONE, FORCE, FW_CODEC_G723, "offer only G.723, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G726R16_CODE, FW_EL_NONE, PREFER, FW_CODEC_G726_16, "offer G.726-16 first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G726R16_CODE, FW_EL_NONE, FORCE, FW_CODEC_G726_16, "offer only G.726-16, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G726R24_CODE, FW_EL_NONE, PREFER, FW_CODEC_G726_24, "offer G.726-24 first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G726R24_CODE, FW_EL_NONE, FORCE, FW_CODEC_G726_24, "offer only G.726-24, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G726R32_CODE, FW_EL_NONE, PREFER, FW_CODEC_G726_32, "offer G.726-32 first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G726R32_CODE, FW_EL_NONE, FORCE, FW_CODEC_G726_32, "offer only G.726-32, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G726R40_CODE, FW_EL_NONE, PREFER, FW_CODEC_G726_40, "offer G.726-40 first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G726R40_CODE, FW_EL_NONE, FORCE, FW_CODEC_G726_40, "offer only G.726-40, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_PREFER_G729A_CODE, FW_EL_NONE, PREFER, FW_CODEC_G729A, "offer G.729a first, for one call",
             "ATA 191 guide"),
    FOR_CALL(FW_EL_FORCE_G729A_CODE, FW_EL_NONE, FORCE, FW_CODEC_G729A, "offer only G.729a, for one call",
             "ATA 191 guide"),
};
const unsigned fw_n_services = sizeof fw_services / sizeof fw_services[0];

const char *fw_service_kind_name(enum fw_service_kind k)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_SERVICE_KIND_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)k < sizeof names / sizeof names[0]);
    return names[k];
}

enum fw_element fw_service_speed_dial(unsigned slot, unsigned line)
{
    static const enum fw_element rows[] = {FW_EL_SPEED_DIAL_2_1, FW_EL_SPEED_DIAL_3_1, FW_EL_SPEED_DIAL_4_1,
                                           FW_EL_SPEED_DIAL_5_1, FW_EL_SPEED_DIAL_6_1, FW_EL_SPEED_DIAL_7_1,
                                           FW_EL_SPEED_DIAL_8_1, FW_EL_SPEED_DIAL_9_1};
    RT_ASSERT(slot >= 2 && slot <= 9);
    return fw_element_of_line(rows[slot - 2], line);
}
