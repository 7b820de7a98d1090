/* SPDX-License-Identifier: MIT */
/* What a scenario costs that asks again and again: each event is looked at once a question, not once an asking. */
#include <harness/test.h>
#include <script/script.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_REQUESTS 4000u

/* After each request the script asks for all that was. */
static const char asking[] =
    "unit{params = {Profile_Rule = 'http://192.168.1.200/a.cfg', Resync_Periodic = 60, Resync_Random_Delay = 1,\n"
    "  Syslog_Server = '192.168.1.200'}}\n"
    "lab:file('a.cfg', profile{GPP_A = 'a'})\n"
    "power:on()\n"
    "trace:expects('fw.resync=done')\n"
    "for i = 2, 4000 do\n"
    "  wait('60s')\n"
    "  local n = #lab.requests\n"
    "  equal(n, i)\n"
    "  equal(lab.requests[n].status, 200)\n"
    "  equal(trace:count('fw.resync=done'), n)\n"
    "  equal(lab:count('http: GET'), n)\n"
    "  expect(syslog:count('Successful resync') <= #syslog.lines)\n"
    "end\n";

/* Runs this text; the result is the caller's until the next one. */
static const struct emu_scn_result *run(const char *text)
{
    static struct emu_scn_result result;
    char path[] = "/tmp/vspa-scenario-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
    const struct emu_scn_job job = {
        .path = path,
        .seed = 1,
        .limits = {EMU_SCN_INSTRUCTIONS, EMU_SCN_BYTES, EMU_SCN_VIRTUAL_US, 600u * (uint64_t)1000000u}};
    emu_scn_run(&job, &result);
    (void)unlink(path);
    if (result.verdict != EMU_SCN_PASSED) {
        fail_msg("%s", result.text);
    }
    return &result;
}

static void asking_after_each_of_4000_requests_looks_at_each_event_once(void **state)
{
    (void)state;
    const struct emu_scn_result *r = run(asking);
    assert_true(r->n_events > 10 * N_REQUESTS);
    /* trace:count looks at all of them; two lists and two counts at those of the provider, which are fewer. */
    assert_in_range(r->n_looked, r->n_events, 2 * r->n_events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_after_each_of_4000_requests_looks_at_each_event_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
