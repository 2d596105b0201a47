/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libcurl speaks HTTP; what it is told here: check certificates, never go from https
 * to http, follow few redirections, take the file as it is. What is decided here:
 * whether an answer is (the rest of) the file.
 */
#include "fetch/transfer.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <threads.h>
#include <time.h>

#include "core/memory.h"
#include "fetch/answer.h"

enum { REDIRECTIONS_MOST = 5, PAGE_BYTES = 4096, QUOTE_SIZE = 256 };

/* What an answer turned out to be when its first byte came. */
typedef enum sink {
  UNDECIDED,
  TO_PART, /* the file, or its rest */
  TO_PAGE, /* something to be quoted */
  MISFIT   /* a rest that does not fit behind the part */
} sink;

struct lociq_transfer {
  const lociq_office *office;
  const char *subject, *url;
  const lociq_fetch_options *options;
  CURL *curl;
  char stage[64], complaint[CURL_ERROR_SIZE];
  /* of the attempt under way */
  lociq_part *part;
  const lociq_receipt *asked; /* whose validators went with the request; NULL: none */
  bool continues;             /* a range was asked for */
  sink sink;
  bool resumed, stalled;
  curl_off_t seen; /* bytes when one came last, and when that was */
  double seen_at;
  lociq_status status; /* of what failed on our side */
  lociq_error *error;
  char page[PAGE_BYTES]; /* the beginning of what is no file */
  size_t page_length;
};

/* ---- what the server says */

static const char *header_of(const lociq_transfer *transfer, const char *name) {
  struct curl_header *header = NULL;
  return curl_easy_header(transfer->curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

static long code_of(const lociq_transfer *transfer) {
  long code = 0;
  (void)curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

static uint64_t announced(const lociq_transfer *transfer) {
  curl_off_t length = -1;
  (void)curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  return length < 0 ? 0 : (uint64_t)length;
}

static lociq_receipt receipt_of(const lociq_transfer *transfer) {
  lociq_receipt receipt = {.bytes = announced(transfer)};
  lociq_receipt_take(receipt.etag, header_of(transfer, "ETag"));
  lociq_receipt_take(receipt.last_modified, header_of(transfer, "Last-Modified"));
  return receipt;
}

/* Whether the answer to a range is what the part lacks. A server may leave If-Range
 * unread and send the rest of another file. */
static bool fits(const lociq_transfer *transfer, lociq_content_range *range) {
  const lociq_part *part = transfer->part;
  const lociq_receipt rest = receipt_of(transfer);
  const char *text = header_of(transfer, "Content-Range");
  if (!transfer->continues || text == NULL || !lociq_content_range_read(text, range)) return false;
  if (range->first != part->size) return false;
  if (part->receipt.bytes != 0 && range->all != 0 && range->all != part->receipt.bytes) return false;
  if (rest.etag[0] != '\0' && part->receipt.etag[0] != '\0') return strcmp(rest.etag, part->receipt.etag) == 0;
  return rest.last_modified[0] == '\0' || part->receipt.last_modified[0] == '\0' ||
         strcmp(rest.last_modified, part->receipt.last_modified) == 0;
}

static lociq_status check_size(const lociq_transfer *transfer, uint64_t bytes, lociq_error *error) {
  if (bytes <= transfer->options->largest) return LOCIQ_OK;
  lociq_part_drop(transfer->part);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the server sends %llu bytes or more, and at most %llu are taken",
                         transfer->subject, (unsigned long long)bytes, (unsigned long long)transfer->options->largest);
}

static void decide(lociq_transfer *transfer) {
  const long code = code_of(transfer);
  lociq_content_range range = {0};
  if (code == 200) {
    const lociq_receipt receipt = receipt_of(transfer);
    transfer->sink = TO_PART;
    transfer->resumed = false;
    transfer->status = check_size(transfer, receipt.bytes, transfer->error);
    if (transfer->status == LOCIQ_OK) transfer->status = lociq_part_restart(transfer->part, &receipt, transfer->error);
  } else if (code == 206 && fits(transfer, &range)) {
    transfer->sink = TO_PART;
    transfer->resumed = true;
    if (range.all != 0) transfer->part->receipt.bytes = range.all;
  } else {
    transfer->sink = code == 206 ? MISFIT : TO_PAGE;
  }
}

/* ---- what libcurl calls */

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
  lociq_transfer *transfer = context;
  count *= size;
  if (transfer->sink == UNDECIDED) decide(transfer);
  if (transfer->status != LOCIQ_OK || transfer->sink == MISFIT) return CURL_WRITEFUNC_ERROR;
  if (transfer->sink == TO_PART) {
    transfer->status = check_size(transfer, transfer->part->size + count, transfer->error);
    if (transfer->status == LOCIQ_OK)
      transfer->status = lociq_part_append(transfer->part, bytes, count, transfer->error);
    return transfer->status == LOCIQ_OK ? count : CURL_WRITEFUNC_ERROR;
  }
  const size_t room = PAGE_BYTES - transfer->page_length, taken = count < room ? count : room;
  memcpy(transfer->page + transfer->page_length, bytes, taken);
  transfer->page_length += taken;
  return taken == count ? count : CURL_WRITEFUNC_ERROR; /* enough of it */
}

static double now_in_seconds(void) {
  struct timespec now = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Called about once a second also while nothing happens. */
static int watch(void *context, curl_off_t all, curl_off_t got, curl_off_t all_up, curl_off_t got_up) {
  (void)all, (void)all_up, (void)got_up;
  lociq_transfer *transfer = context;
  const lociq_part *part = transfer->part;
  const double now = now_in_seconds();
  if (got != transfer->seen) {
    transfer->seen = got;
    transfer->seen_at = now;
  }
  transfer->stalled = now - transfer->seen_at > transfer->options->patience;
  if (transfer->stalled) return 1;
  return !lociq_progress_report(transfer->options->progress, transfer->stage, part->size, part->receipt.bytes);
}

/* ---- the request */

static void begin_curl(void) { (void)curl_global_init(CURL_GLOBAL_DEFAULT); }

static lociq_status set_up(lociq_transfer *transfer, lociq_error *error) {
  CURL *curl = transfer->curl;
  const lociq_fetch_options *options = transfer->options;
  const char *schemes = strncasecmp(transfer->url, "https", 5) == 0 ? "https" : "http,https";
  char agent[64];
  (void)snprintf(agent, sizeof agent, "lociq/%s", LOCIQ_VERSION);
  bool set = curl_easy_setopt(curl, CURLOPT_URL, transfer->url) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_USERAGENT, agent) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->complaint) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, schemes) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, schemes) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)REDIRECTIONS_MOST) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)options->patience + 1) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK;
  set = set && curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK;
  /* The system's authorities stay in force by their folder, CURLOPT_CAPATH. */
  if (options->certificates != NULL)
    set = set && curl_easy_setopt(curl, CURLOPT_CAINFO, options->certificates) == CURLE_OK;
  return set ? LOCIQ_OK
             : lociq_error_set(error, LOCIQ_IO, "%s: libcurl here cannot fetch over https", transfer->subject);
}

lociq_status lociq_transfer_create(const lociq_office *office, const char *subject, const char *url,
                                   const lociq_fetch_options *options, lociq_transfer **transfer, lociq_error *error) {
  static once_flag begun = ONCE_FLAG_INIT;
  call_once(&begun, begin_curl);
  lociq_transfer *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a transfer");
  made->office = office;
  made->subject = subject;
  made->url = url;
  made->options = options;
  (void)snprintf(made->stage, sizeof made->stage, "fetching %.48s", subject);
  made->curl = curl_easy_init();
  const lociq_status status = made->curl == NULL ? lociq_memory_error(error, "a transfer") : set_up(made, error);
  if (status != LOCIQ_OK) {
    lociq_transfer_free(made);
    return status;
  }
  *transfer = made;
  return LOCIQ_OK;
}

void lociq_transfer_free(lociq_transfer *transfer) {
  if (transfer == NULL) return;
  curl_easy_cleanup(transfer->curl);
  free(transfer);
}

/* "Name: value"; an empty value adds nothing. */
static bool add_header(struct curl_slist **headers, const char *name, const char *value) {
  char line[LOCIQ_VALIDATOR_SIZE + 64];
  if (value[0] == '\0') return true;
  (void)snprintf(line, sizeof line, "%s: %s", name, value);
  struct curl_slist *longer = curl_slist_append(*headers, line);
  if (longer == NULL) return false;
  *headers = longer;
  return true;
}

/* Asks for the rest of a part where there is one, for a file that changed where one is
 * there, else for all of it. Of a part that is as long as the file only that is asked:
 * whoever was killed before putting it in place need not fetch it again. */
static bool make_headers(lociq_transfer *transfer, const lociq_receipt *have, struct curl_slist **headers) {
  const lociq_part *part = transfer->part;
  const bool begun = part->known && part->size > 0, whole = begun && part->size == part->receipt.bytes;
  char from[32];
  (void)snprintf(from, sizeof from, "%llu-", (unsigned long long)part->size);
  transfer->continues = begun && !whole;
  transfer->asked = begun ? &part->receipt : have;
  if (curl_easy_setopt(transfer->curl, CURLOPT_RANGE, transfer->continues ? from : NULL) != CURLE_OK) return false;
  if (transfer->asked == NULL) return true;
  const lociq_receipt *asked = transfer->asked;
  if (transfer->continues)
    return add_header(headers, "If-Range", asked->etag[0] != '\0' ? asked->etag : asked->last_modified);
  return add_header(headers, "If-None-Match", asked->etag) &&
         add_header(headers, "If-Modified-Since", asked->last_modified);
}

/* ---- what it meant */

static bool is_temporary(const lociq_transfer *transfer, long code) {
  static const long temporary[] = {202, 408, 425, 429, 500, 502, 503, 504};
  for (size_t i = 0; i < sizeof temporary / sizeof temporary[0]; i++)
    if (temporary[i] == code) return true;
  return transfer->office->delays != NULL && transfer->office->delays(code, transfer->page);
}

static lociq_status status_of(long code) {
  if (code == 404 || code == 410) return LOCIQ_NOT_FOUND;
  if (code == 400 || code == 414 || code == 422) return LOCIQ_INVALID;
  return code < 400 ? LOCIQ_BAD_INPUT : LOCIQ_IO;
}

/* The server said something else than the file. */
static lociq_status judge_answer(lociq_transfer *transfer, long code, lociq_outcome *outcome, lociq_error *error) {
  char quote[QUOTE_SIZE];
  const size_t last = transfer->page_length < PAGE_BYTES ? transfer->page_length : PAGE_BYTES - 1;
  transfer->page[last] = '\0';
  lociq_answer_text(transfer->page, last, quote, sizeof quote);
  outcome->again = is_temporary(transfer, code);
  curl_off_t seconds = 0;
  if (curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK)
    outcome->earliest = (double)seconds;
  const char *what = code == 404 || code == 410 ? "the server has no such data" : "the server does not send it";
  if (code == 202)
    return lociq_error_set(error, LOCIQ_IO, "%s: the server has not made it yet: \"%s\"", transfer->subject, quote);
  if (quote[0] == '\0')
    return lociq_error_set(error, status_of(code), "%s: %s (HTTP %ld)", transfer->subject, what, code);
  return lociq_error_set(error, status_of(code), "%s: %s (HTTP %ld): \"%s\"", transfer->subject, what, code, quote);
}

/* Failures of libcurl that may not come another time. */
static bool may_pass(CURLcode code) {
  static const CURLcode passing[] = {CURLE_COULDNT_RESOLVE_PROXY,
                                     CURLE_COULDNT_RESOLVE_HOST,
                                     CURLE_COULDNT_CONNECT,
                                     CURLE_WEIRD_SERVER_REPLY,
                                     CURLE_PARTIAL_FILE,
                                     CURLE_OPERATION_TIMEDOUT,
                                     CURLE_SSL_CONNECT_ERROR,
                                     CURLE_GOT_NOTHING,
                                     CURLE_SEND_ERROR,
                                     CURLE_RECV_ERROR,
                                     CURLE_HTTP2,
                                     CURLE_HTTP2_STREAM};
  for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
    if (passing[i] == code) return true;
  return false;
}

static lociq_status judge_failure(lociq_transfer *transfer, CURLcode code, lociq_outcome *outcome, lociq_error *error) {
  const char *subject = transfer->subject;
  const char *complaint = transfer->complaint[0] != '\0' ? transfer->complaint : curl_easy_strerror(code);
  outcome->again = may_pass(code) || transfer->stalled;
  if (transfer->stalled || code == CURLE_OPERATION_TIMEDOUT)
    return lociq_error_set(error, LOCIQ_IO, "%s: nothing came for %g seconds", subject, transfer->options->patience);
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return lociq_error_set(error, LOCIQ_CANCELLED, "fetching %s was cancelled", subject);
  if (code == CURLE_TOO_MANY_REDIRECTS)
    return lociq_error_set(error, LOCIQ_IO, "%s: the server leads on more than %d times", subject, REDIRECTIONS_MOST);
  if (code == CURLE_UNSUPPORTED_PROTOCOL && code_of(transfer) / 100 == 3)
    return lociq_error_set(error, LOCIQ_IO, "%s: the server leads on to an address that is none of %s", subject,
                           strncasecmp(transfer->url, "https", 5) == 0 ? "https" : "http or https");
  if (transfer->sink == TO_PART)
    return lociq_error_set(error, LOCIQ_IO, "%s: the connection broke after %llu bytes (%s)", subject,
                           (unsigned long long)transfer->part->size, complaint);
  return lociq_error_set(error, code == CURLE_OUT_OF_MEMORY ? LOCIQ_NO_MEMORY : LOCIQ_IO, "%s: %s", subject, complaint);
}

/* Everything came that the server wanted to send. */
static lociq_status judge_part(lociq_transfer *transfer, lociq_outcome *outcome, lociq_error *error) {
  const lociq_part *part = transfer->part;
  outcome->resumed = transfer->resumed;
  if (part->receipt.bytes == 0 || part->size == part->receipt.bytes) return LOCIQ_OK;
  outcome->again = true;
  return lociq_error_set(error, LOCIQ_IO, "%s: %llu bytes came, and the server had said that there are %llu",
                         transfer->subject, (unsigned long long)part->size, (unsigned long long)part->receipt.bytes);
}

static lociq_status judge(lociq_transfer *transfer, CURLcode code, lociq_outcome *outcome, lociq_error *error) {
  if (transfer->status != LOCIQ_OK) return transfer->status;
  const bool enough = code == CURLE_WRITE_ERROR && transfer->sink != TO_PART;
  if (code != CURLE_OK && !enough) return judge_failure(transfer, code, outcome, error);
  const long answer = code_of(transfer);
  if (answer == 304 && transfer->asked != NULL && !transfer->continues) {
    outcome->unchanged = transfer->asked != &transfer->part->receipt;
    outcome->resumed = !outcome->unchanged;
    return LOCIQ_OK;
  }
  if (transfer->sink == MISFIT)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the server sends a part of it that was not asked for",
                           transfer->subject);
  return transfer->sink == TO_PART ? judge_part(transfer, outcome, error)
                                   : judge_answer(transfer, answer, outcome, error);
}

static CURLcode perform(lociq_transfer *transfer, const lociq_receipt *have) {
  struct curl_slist *headers = NULL;
  transfer->sink = UNDECIDED;
  transfer->page_length = 0;
  transfer->complaint[0] = '\0';
  transfer->stalled = false;
  transfer->seen = 0;
  transfer->seen_at = now_in_seconds();
  CURLcode code = make_headers(transfer, have, &headers) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  if (code == CURLE_OK) code = curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, headers);
  if (code == CURLE_OK) code = curl_easy_perform(transfer->curl);
  const bool empty = code == CURLE_OK && transfer->sink == UNDECIDED;
  if (empty) decide(transfer);
  (void)curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, NULL);
  curl_slist_free_all(headers);
  return code;
}

lociq_status lociq_transfer_attempt(lociq_transfer *transfer, lociq_part *part, const lociq_receipt *have,
                                    lociq_outcome *outcome, lociq_error *error) {
  transfer->part = part;
  transfer->status = LOCIQ_OK;
  transfer->error = error;
  *outcome = (lociq_outcome){0};
  CURLcode code = perform(transfer, have);
  if (transfer->continues && (transfer->sink == MISFIT || code_of(transfer) == 416)) {
    lociq_part_drop(part); /* nobody has the rest of it */
    code = perform(transfer, have);
  }
  return judge(transfer, code, outcome, error);
}
