/* SPDX-License-Identifier: MIT */
#include "login.h"
#include "sip_priv.h"
#include <board/entropy.h>
#include <fw/sip_text.h>
#include <stdio.h>

bool sip_login_take(struct sip_login *login, const struct sip_message *response)
{
    struct sip_challenge c;
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX && sip_message_challenge(response, i, &c); i++) {
        if (sip_challenge_is_usable(&c)) {
            *login = (struct sip_login){.has_challenge = true, .challenge = c};
            return true;
        }
    }
    return false;
}

void sip_login_put(struct sip_login *login, struct fw_sip *s, unsigned line, const char *method, const char *uri,
                   struct rt_buf *out)
{
    const struct sip_account account = {
        .user = sip_param(s, sip_param_bool(s, FW_EL_USE_AUTH_ID_1, line) ? FW_EL_AUTH_ID_1 : FW_EL_USER_ID_1, line),
        .password = sip_param(s, FW_EL_PASSWORD_1, line),
    };
    char cnonce[9] = "";
    if (!login->has_challenge) {
        return;
    }
    if (login->challenge.qop[0] != '\0') {
        (void)snprintf(cnonce, sizeof cnonce, "%08x", (unsigned)board_entropy_u32(s->config.board));
    }
    const struct sip_answering a = {.method = method, .uri = uri, .nc = ++login->nc, .cnonce = cnonce};
    struct rt_buf value;
    rt_buf_init(&value, SIP_HEAD_MAX);
    enum rt_err err = sip_challenge_answer(&login->challenge, &account, &a, &value);
    if (err == RT_OK) {
        sip_put_set_field(out, login->challenge.is_of_proxy ? "Proxy-Authorization" : "Authorization",
                          rt_buf_text(&value));
    } else if (err != RT_EINVAL) {
        (void)rt_buf_put(out, NULL, SIZE_MAX); /* the whole text fails */
    }
    rt_buf_fini(&value);
}
