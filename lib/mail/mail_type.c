/*
 * mail_type: media types by file name, for attachments we send.
 */
#include "mail/mail_compose.h"

#include <string.h>

#define OFFICE "application/vnd.openxmlformats-officedocument."

const char *mail_type_of(const char *name)
{
	static const struct {
		const char *suffix, *type;
	} types[] = {
		{ "7z", "application/x-7z-compressed" }, { "avi", "video/x-msvideo" },
		{ "bmp", "image/bmp" }, { "bz2", "application/x-bzip2" }, { "c", "text/plain" },
		{ "conf", "text/plain" }, { "csv", "text/csv" }, { "doc", "application/msword" },
		{ "docx", OFFICE "wordprocessingml.document" },
		{ "gif", "image/gif" }, { "gz", "application/gzip" }, { "htm", "text/html" },
		{ "html", "text/html" }, { "ics", "text/calendar" }, { "jpeg", "image/jpeg" },
		{ "jpg", "image/jpeg" }, { "json", "application/json" }, { "log", "text/plain" },
		{ "md", "text/markdown" }, { "mp3", "audio/mpeg" }, { "mp4", "video/mp4" },
		{ "odp", "application/vnd.oasis.opendocument.presentation" },
		{ "ods", "application/vnd.oasis.opendocument.spreadsheet" },
		{ "odt", "application/vnd.oasis.opendocument.text" }, { "ogg", "audio/ogg" },
		{ "pdf", "application/pdf" }, { "png", "image/png" },
		{ "ppt", "application/vnd.ms-powerpoint" },
		{ "pptx", OFFICE "presentationml.presentation" },
		{ "rtf", "application/rtf" }, { "svg", "image/svg+xml" },
		{ "tar", "application/x-tar" },
		{ "tif", "image/tiff" }, { "tiff", "image/tiff" }, { "txt", "text/plain" },
		{ "vcf", "text/vcard" }, { "wav", "audio/x-wav" }, { "webp", "image/webp" },
		{ "xls", "application/vnd.ms-excel" },
		{ "xlsx", OFFICE "spreadsheetml.sheet" },
		{ "xml", "application/xml" }, { "xz", "application/x-xz" },
		{ "zip", "application/zip" },
	};
	const char *dot = name ? strrchr(name, '.') : NULL;

	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
		if (str_ieq(dot + 1, types[i].suffix))
			return types[i].type;
	return "application/octet-stream";
}
