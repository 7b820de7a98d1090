/* SPDX-License-Identifier: MIT */
#include "http_rig.h"
#include "test.h"
#include <string.h>

struct http_rig http;

int http_rig_set_up(void **state)
{
    (void)state;
    uint32_t x = 7;
    for (size_t i = 0; i < sizeof http.big; i++) {
        x = x * 1664525u + 1013904223u;
        http.big[i] = (uint8_t)(x >> 24);
    }
    net_rig_init(&http.net);
    tcp_peer_init(&http.peer, &http.net.outside, HTTP_RIG_SERVER, 80, &(struct tcp_peer_script){.answer = ""});
    return 0;
}

int http_rig_tear_down(void **state)
{
    (void)state;
    tcp_peer_fini(&http.peer);
    net_rig_fini(&http.net);
    return 0;
}

void http_rig_get(const char *answer, size_t piece)
{
    http.peer.script.answer = answer;
    http.peer.script.n_answer = strlen(answer);
    http.peer.script.piece = piece;
    net_rig_get(&http.net, HTTP_RIG_URL);
}

void http_rig_post(const char *url, const char *answer, const void *body, size_t n_body, const char *content_type)
{
    http.peer.script.answer = answer;
    http.peer.script.n_answer = strlen(answer);
    const struct fw_fetch_request request = {
        .method = FW_METHOD_POST, .body = body, .n_body = n_body, .content_type = content_type};
    net_rig_fetch(&http.net, url, &request);
    assert_true(net_rig_run(&http.net, 7200));
}
