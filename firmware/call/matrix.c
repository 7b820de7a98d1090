/* SPDX-License-Identifier: MIT */
#include "matrix.h"
#include <fw/element.h>
#include <rt/assert.h>

/* Services as bits. All that a row needs must be there. */
enum {
    CONFERENCE = 1u << 0, /* Three_Way_Call_Serv and Three_Way_Conf_Serv, and the purpose fits */
    ATTENDED = 1u << 1,   /* Attn_Transfer_Serv and both of above, and the purpose fits */
    UNATTENDED = 1u << 2, /* Unattn_Transfer_Serv and Three_Way_Call_Serv, and the purpose fits */
    THREE_WAY = 1u << 3,  /* Three_Way_Call_Serv */
    LEAVES = 1u << 4,     /* Xfer_When_Hangup_Conf */
    BY_NUMBER = 1u << 5,  /* Blind_Attn-Xfer_Enable */
    BRIDGE = 1u << 6,     /* Conference_Bridge_URL */
    EVENT = 1u << 7       /* Hook_Flash_Tx_Method is AVT or INFO */
};

#define S(id) CALL_SITUATION_##id
#define FLASH(situation, needs, act, next, source)                                                                     \
    {                                                                                                                  \
        S(situation), CALL_FLASH, needs, CALL_ACT_##act, S(next), source                                               \
    }
#define HANG_UP(situation, needs, act, next, source)                                                                   \
    {                                                                                                                  \
        S(situation), CALL_HANG_UP, needs, CALL_ACT_##act, S(next), source                                             \
    }

#define SPA2000   "SPA-2000 guide p.39"
#define ATA191    "ATA 191 guide"
#define ATA_GUIDE "Linksys ATA guide p.165"
#define RECALL    "recall"
#define INFERRED  "inferred"
#define GUESS     "guess"

static const struct call_hook_row rows[] = {
    FLASH(EMERGENCY, 0, NOTHING, EMERGENCY, ATA191),
    FLASH(WAITING, 0, ANSWER, PAIR, ATA_GUIDE),
    FLASH(PAIR, 0, SWAP, PAIR, ATA_GUIDE),
    FLASH(TALKING, EVENT, EVENT, TALKING, ATA191),
    FLASH(TALKING, THREE_WAY, HOLD, HELD_DIALLING, SPA2000),
    FLASH(TALKING, 0, NOTHING, TALKING, INFERRED),
    FLASH(CALLING, 0, NOTHING, CALLING, GUESS),
    FLASH(HELD_DIALLING, 0, RESUME, TALKING, RECALL),
    FLASH(HELD_CALLING, CONFERENCE | BRIDGE, NOTHING, HELD_CALLING, GUESS), /* it cannot be sent there yet */
    FLASH(HELD_CALLING, CONFERENCE, JOIN, EARLY_CONFERENCE, SPA2000),
    FLASH(HELD_CALLING, 0, RESUME, TALKING, GUESS),
    FLASH(HELD_FAILED, 0, RESUME, TALKING, RECALL),
    FLASH(HELD_TALKING, CONFERENCE | BRIDGE, BRIDGE, TRANSFER, ATA191),
    FLASH(HELD_TALKING, CONFERENCE, JOIN, CONFERENCE, SPA2000),
    FLASH(HELD_TALKING, 0, SWAP, HELD_TALKING, SPA2000),
    FLASH(CONFERENCE, 0, DROP_SECOND, TALKING, ATA191),
    FLASH(EARLY_CONFERENCE, 0, DROP_SECOND, TALKING, INFERRED),
    FLASH(GONE, 0, DIAL, DIALLING, GUESS),
    FLASH(DIALLING, 0, DIAL, DIALLING, GUESS),
    FLASH(TRANSFER, 0, NOTHING, TRANSFER, GUESS),
    HANG_UP(EMERGENCY, 0, NOTHING, EMERGENCY, ATA191),
    HANG_UP(WAITING, 0, RING, RINGING, RECALL),
    HANG_UP(PAIR, 0, REMIND, REMINDED, INFERRED),
    HANG_UP(TALKING, 0, END, IDLE, SPA2000),
    HANG_UP(CALLING, 0, END, IDLE, SPA2000),
    HANG_UP(HELD_DIALLING, 0, REMIND, REMINDED, SPA2000),
    HANG_UP(HELD_CALLING, UNATTENDED, TRANSFER_BY_NUMBER, TRANSFER, SPA2000),
    HANG_UP(HELD_CALLING, 0, REMIND, REMINDED, INFERRED),
    HANG_UP(HELD_FAILED, 0, REMIND, REMINDED, RECALL),
    HANG_UP(HELD_TALKING, ATTENDED | BY_NUMBER, TRANSFER_BY_NUMBER, TRANSFER, ATA191),
    HANG_UP(HELD_TALKING, ATTENDED, TRANSFER, TRANSFER, SPA2000),
    HANG_UP(HELD_TALKING, 0, REMIND, REMINDED, ATA191),
    HANG_UP(CONFERENCE, ATTENDED | LEAVES | BY_NUMBER, TRANSFER_BY_NUMBER, TRANSFER, INFERRED),
    HANG_UP(CONFERENCE, ATTENDED | LEAVES, TRANSFER, TRANSFER, ATA191),
    HANG_UP(CONFERENCE, 0, END, IDLE, ATA191),
    HANG_UP(EARLY_CONFERENCE, UNATTENDED | LEAVES, TRANSFER_BY_NUMBER, TRANSFER, SPA2000),
    HANG_UP(EARLY_CONFERENCE, 0, END, IDLE, INFERRED),
    HANG_UP(GONE, 0, END, IDLE, GUESS),
    HANG_UP(DIALLING, 0, END, IDLE, GUESS),
    HANG_UP(TRANSFER, 0, NOTHING, TRANSFER, INFERRED),
};
#define N_ROWS (sizeof rows / sizeof rows[0])

size_t call_hook_n_rows(void)
{
    return N_ROWS;
}

const char *call_situation_name(enum call_situation s)
{
    static const char *const names[] = {
#define NAME(id, name, help) name,
        CALL_SITUATION_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)s < CALL_N_SITUATIONS);
    return names[s];
}

const char *call_act_name(enum call_act a)
{
    static const char *const names[] = {
#define NAME(id, name, help) name,
        CALL_ACT_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)a < CALL_N_ACTS);
    return names[a];
}

struct view {
    const struct fw_params *params;
    unsigned line;
};

static bool is_yes(const struct view *v, enum fw_element of_line_1)
{
    return fw_element_bool(v->params, fw_element_of_line(of_line_1, v->line));
}

/* A code that is set must have been dialled (ATA 191 guide). */
static bool is_dialled_for(const struct view *v, enum fw_element code, enum fw_call_purpose wanted,
                           enum fw_call_purpose is)
{
    return *fw_element_text(v->params, code) == '\0' || is == wanted;
}

static unsigned services(const struct view *v, enum fw_call_purpose purpose)
{
    const char *event = fw_element_text(v->params, fw_element_of_line(FW_EL_HOOK_FLASH_TX_METHOD_1, v->line));
    const char *url = fw_element_text(v->params, fw_element_of_line(FW_EL_CONFERENCE_BRIDGE_URL_1, v->line));
    bool is_three_way = is_yes(v, FW_EL_THREE_WAY_CALL_SERV_1);
    bool has_conference = is_three_way && is_yes(v, FW_EL_THREE_WAY_CONF_SERV_1);
    bool is_for_transfer = is_dialled_for(v, FW_EL_ATTN_XFER_ACT_CODE, FW_CALL_FOR_TRANSFER, purpose);
    bool is_for_conference = is_dialled_for(v, FW_EL_CONFERENCE_ACT_CODE, FW_CALL_FOR_CONFERENCE, purpose);
    bool sends = rt_str_is_ci(rt_str(event), "AVT") || rt_str_is_ci(rt_str(event), "INFO");
    return (has_conference && is_for_conference ? CONFERENCE : 0u) |
           (has_conference && is_for_transfer && is_yes(v, FW_EL_ATTN_TRANSFER_SERV_1) ? ATTENDED : 0u) |
           (is_for_transfer && call_may_transfer_blind(v->params, v->line) ? UNATTENDED : 0u) |
           (is_three_way ? THREE_WAY : 0u) | (is_yes(v, FW_EL_XFER_WHEN_HANGUP_CONF_1) ? LEAVES : 0u) |
           (is_yes(v, FW_EL_BLIND_ATTN_XFER_ENABLE_1) ? BY_NUMBER : 0u) | (*url != '\0' ? BRIDGE : 0u) |
           (sends ? EVENT : 0u);
}

bool call_may_transfer_blind(const struct fw_params *params, unsigned line)
{
    const struct view v = {params, line};
    return is_yes(&v, FW_EL_THREE_WAY_CALL_SERV_1) && is_yes(&v, FW_EL_UNATTN_TRANSFER_SERV_1);
}

const struct call_hook_row *call_hook_find(const struct fw_params *params, const struct call_hook_request *r,
                                           size_t *index)
{
    const struct view v = {params, r->line};
    unsigned has = services(&v, r->purpose);
    size_t i = 0;
    while (i < N_ROWS &&
           (rows[i].situation != r->situation || rows[i].event != r->event || (rows[i].needs & has) != rows[i].needs)) {
        i++;
    }
    RT_ASSERT(i < N_ROWS); /* each situation off-hook has rows without needs */
    if (index != NULL) {
        *index = i;
    }
    return &rows[i];
}
