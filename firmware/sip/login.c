/* SPDX-License-Identifier: MIT */
#include <fw/sip_login.h>
#include <fw/sip_port.h>
#include <board/entropy.h>
#include <rt/mem.h>
#include <stdio.h>

void sip_login_forget(struct sip_login *login)
{
    for (unsigned k = 0; k < SIP_N_LOGINS; k++) {
        login->at[k] = rt_mem_free(login->at[k]);
    }
}

static bool keep(struct sip_login_at **at, const struct sip_challenge *c)
{
    *at = *at != NULL ? *at : rt_mem_alloc(sizeof **at);
    if (*at != NULL) {
        **at = (struct sip_login_at){.challenge = *c};
    }
    return *at != NULL;
}

bool sip_login_take(struct sip_login *login, const struct sip_message *response)
{
    bool is_taken[SIP_N_LOGINS] = {false};
    struct sip_challenge c;
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX && sip_message_challenge(response, i, &c); i++) {
        unsigned k = c.is_of_proxy ? SIP_LOGIN_PROXY : SIP_LOGIN_SERVER;
        if (!is_taken[k] && sip_challenge_is_usable(&c) && keep(&login->at[k], &c)) {
            is_taken[k] = true;
        }
    }
    return is_taken[SIP_LOGIN_SERVER] || is_taken[SIP_LOGIN_PROXY];
}

static void put_one(struct sip_login *login, unsigned k, const struct sip_account *account, struct sip_answering *a,
                    struct rt_buf *out)
{
    static const char *const names[SIP_N_LOGINS] = {"Authorization", "Proxy-Authorization"};
    struct rt_buf value;
    a->nc = ++login->at[k]->nc;
    rt_buf_init(&value, SIP_HEAD_MAX);
    enum rt_err err = sip_challenge_answer(&login->at[k]->challenge, account, a, &value);
    if (err == RT_OK) {
        sip_put_set_field(out, names[k], rt_buf_text(&value));
    } else if (err != RT_EINVAL) {
        (void)rt_buf_put(out, NULL, SIZE_MAX); /* the whole text fails */
    }
    rt_buf_fini(&value);
}

void sip_login_put(struct sip_login *login, struct fw_sip *s, unsigned line, const char *method, const char *uri,
                   struct rt_buf *out)
{
    const struct sip_account account = {
        .user = sip_param(s, sip_param_bool(s, FW_EL_USE_AUTH_ID_1, line) ? FW_EL_AUTH_ID_1 : FW_EL_USER_ID_1, line),
        .password = sip_param(s, FW_EL_PASSWORD_1, line),
    };
    for (unsigned k = 0; k < SIP_N_LOGINS; k++) {
        char cnonce[9] = "";
        if (login->at[k] == NULL) {
            continue;
        }
        if (login->at[k]->challenge.qop[0] != '\0') {
            (void)snprintf(cnonce, sizeof cnonce, "%08x", (unsigned)board_entropy_u32(sip_config(s)->board));
        }
        put_one(login, k, &account, &(struct sip_answering){.method = method, .uri = uri, .cnonce = cnonce}, out);
    }
}
