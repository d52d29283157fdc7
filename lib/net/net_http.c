/* net_http: one GET over libcurl: https, or http to this machine; verified and bounded. */
#include "net/net.h"

#include <curl/curl.h>
#include <string.h>

enum { SLOW_MS = 5000 };

struct getting {
	struct str body;
	size_t max;
	bool too_long;
};

static size_t take(char *data, size_t size, size_t n, void *ctx)
{
	struct getting *g = ctx;

	if (g->body.len + size * n > g->max) {
		g->too_long = true;
		return 0;
	}
	str_addn(&g->body, data, size * n);
	return size * n;
}

static bool is_local(const char *url)
{
	static const char *const hosts[] = { "http://127.0.0.1", "http://localhost",
		"http://[::1]" };

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (str_istarts(url, hosts[i]) && strchr(":/", url[strlen(hosts[i])]) != NULL)
			return true;
	return false;
}

static void set_options(CURL *curl, const struct net_get *get, struct getting *g, char *why)
{
	curl_easy_setopt(curl, CURLOPT_URL, get->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_local(get->url) ? "http,https" : "https");
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (get->ca_file != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, get->ca_file);
	if (get->token != NULL) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, get->token);
	}
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(get->total_ms < SLOW_MS ? get->total_ms : SLOW_MS));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)get->total_ms);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, g);
}

static int judge(CURLcode code, long status, const struct getting *g, const char *why,
    struct err *err)
{
	if (g->too_long)
		return err_set(err, ERR_DATA, "the answer is longer than %zu bytes", g->max);
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
	    code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
		return err_set(err, ERR_CONFIG, "%s", *why ? why : curl_easy_strerror(code));
	if (code != CURLE_OK)
		return err_set(err, ERR_TEMP, "%s", *why ? why : curl_easy_strerror(code));
	if (status == 404)
		return err_set(err, ERR_NO, "status 404: nothing is known");
	if (status < 200 || status > 299)
		return err_set(err, status == 401 || status == 403 ? ERR_CONFIG : ERR_TEMP,
		    "status %ld", status);
	return 0;
}

int net_http_get(struct arena *a, const struct net_get *get, char **body_out, size_t *len_out,
    struct err *err)
{
	struct getting g = { .body = str_new(a), .max = get->max };
	char why[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	long status = 0;

	if (curl == NULL)
		return err_set(err, ERR_BUG, "curl does not start");
	set_options(curl, get, &g, why);
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	*body_out = str_end(&g.body);
	*len_out = g.body.len;
	return judge(code, status, &g, why, err);
}
