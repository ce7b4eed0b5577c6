using System.Globalization;
using CrmKit.Access;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

internal static class ApiErrors
{
    public static ApiException Unauthenticated(bool hadKey) => new(StatusCodes.Status401Unauthorized, new("access.unauthenticated", hadKey
        ? "The API key is unknown, revoked, or its user is not active. Use another key."
        : "The request does not say who makes it. Send an API key as 'Authorization: Bearer crm_…' or 'X-Api-Key: crm_…'."));

    public static ApiException TenantMissing() => new(StatusCodes.Status401Unauthorized, new("access.tenant-missing", "The request does not say which tenant it is for. Say it the way the host of this API asks for."));

    public static ApiException TenantMismatch() => new(StatusCodes.Status403Forbidden, new("access.tenant-mismatch", "The request names more than one tenant. Sign in where you mean to work, and name that tenant alone."));

    public static ApiException TenantUnknown() => new(StatusCodes.Status403Forbidden, new("access.tenant-unknown", "There is no such tenant, or it is suspended. Ask the host of this API."));

    public static ApiException CrossSite() => new(StatusCodes.Status403Forbidden, new("access.cross-site",
        "A page of another site made this request with the user's sign-in. Call from the same site, or with an API key."));

    public static CrmError KeyOfNobody() => new("access.key-forbidden", "API keys are for users. Sign in as one.");

    public static CrmError KeyReadOnly(KeyScopes scopes) => new("access.key-scope", $"The API key is for '{scopes}' only, and this request would change something. Use a key that is for it.");

    public static CrmError JobsForbidden() => new("job.forbidden", "Scheduled jobs are the host's, for those who may administer users in its own tenant. Ask one of them.");

    public static ApiException Json(string why) => new(StatusCodes.Status400BadRequest, new("request.json", $"The body cannot be read as JSON: {why}"));

    public static ApiException ContentType(string? given) => new(StatusCodes.Status415UnsupportedMediaType, new("request.content-type",
        $"The body must be JSON; its content type is {(given is null ? "missing" : "another")}. Send 'Content-Type: application/json'."));

    public static ApiException TooLarge(int limit) => new(StatusCodes.Status413PayloadTooLarge, new("request.too-large",
        $"The body is larger than {limit} bytes. Send less at a time; a batch may be larger than a single record."));

    public static ApiException FileTooLarge(long limit) => new(StatusCodes.Status413PayloadTooLarge, new("import.too-large",
        $"The file is larger than {limit} bytes. Part it, or ask whoever runs the server to take larger ones."));

    public static CrmError ImportQuota(long most) => new("import.quota", string.Create(CultureInfo.InvariantCulture,
        $"Files that wait for their import have at most {most / (1024.0 * 1024.0):0.#} MiB together, and this one does not fit any more. Take some away, or wait a week until they go by themselves."));

    public static CrmError UploadUnknown(string file) => new("import.upload-unknown", $"There is no uploaded file '{Shorten(file)}' of yours. It may have been taken away after a week: upload it again.") { Field = "file" };

    public static ApiException Origin() => new(StatusCodes.Status403Forbidden, new("form.origin", "This site may not send the form. Whoever made the form can name the site in its origins."));

    public static ApiException TooOften(string why) => new(StatusCodes.Status429TooManyRequests, new("form.limit", why));

    public static ApiException IfMatchRequired() => new(StatusCodes.Status428PreconditionRequired, new("request.if-match-required",
        "Say which version of the record you saw: send its entity tag as If-Match, or * when any version will do."));

    public static CrmError VersionRequired() => new("request.if-match-required", "Say which version of the record you saw, as 'version'.") { Field = "version" };

    public static ApiException RateLimited(TimeSpan wait) => new(StatusCodes.Status429TooManyRequests, new("request.rate-limited",
        $"You asked for more than your share. Ask again in {Math.Ceiling(wait.TotalSeconds):0} s, or for less at a time.")) { RetryAfter = wait };

    public static ApiException KeyNotTaken() => new(StatusCodes.Status400BadRequest, new("idempotency.not-taken",
        "This resource takes no Idempotency-Key: what it is told or answers is not kept. Leave the header out."));

    public static ApiException IdempotencyKeys() => new(StatusCodes.Status400BadRequest, new("idempotency.key-invalid",
        "The Idempotency-Key header is given more than once. Give one key."));

    public static ApiException IfMatch() => new(StatusCodes.Status400BadRequest, new("request.if-match",
        "The If-Match header must be one entity tag as the API gave it, such as \"v3\", or *."));

    public static ApiException Parameter(string name, string expected) => new(StatusCodes.Status400BadRequest, new("request.parameter",
        $"The query parameter '{name}' must be {expected}.") { Field = name });

    public static ApiException ParameterUnknown(string name, IEnumerable<string> known) => new(StatusCodes.Status400BadRequest, new("request.parameter-unknown",
        $"There is no query parameter '{Shorten(name)}' here. {Known(known)}") { Field = Shorten(name) });

    public static ApiException Property(string name, string expected) => new(StatusCodes.Status400BadRequest, new("request.property",
        $"The property '{name}' must be {expected}.") { Field = name });

    public static ApiException PropertyUnknown(string name, IEnumerable<string> known) => new(StatusCodes.Status400BadRequest, new("request.property-unknown",
        $"There is no property '{Shorten(name)}' here. {Known(known)}") { Field = Shorten(name) });

    public static ApiException Definition(string path, string why) => new(StatusCodes.Status400BadRequest, new("request.property",
        $"The definition cannot be read at '{Shorten(path)}': {Shorten(why)}") { Field = Shorten(path.TrimStart('$').TrimStart('.')) });

    public static ApiException BatchSize(int limit) => new(StatusCodes.Status400BadRequest, new("request.batch-size", $"A batch holds 1 to {limit} items. Split it."));

    public static ApiException RouteUnknown() => new(StatusCodes.Status404NotFound, new("request.route-unknown",
        "There is no such resource. The catalog lists the record types that exist now; a plugin's disappear when it is disabled."));

    public static ApiException MethodNotAllowed(string allowed) => new(StatusCodes.Status405MethodNotAllowed, new("request.method-not-allowed", $"This resource answers {allowed} only.")) { Allow = allowed };

    public static CrmError Failed(string why) => new("request.failed", $"The request could not be read: {why}");

    public static CrmError ServerFailed() => new("server.failed", "Something went wrong inside. Nothing was changed by this request; the log has the details under the trace id.");

    public static CrmError FieldType(FieldDefinition field, string expected) => new("field.type", $"Field '{field.Key}' must be {expected}.") { Field = field.Key };

    public static CrmError FieldRange(FieldDefinition field) => new("field.range", $"The value of field '{field.Key}' is outside its range.") { Field = field.Key };

    public static CrmError FieldOption(FieldDefinition field) => new("field.option",
        $"Field '{field.Key}' has no such option. Use one of: {string.Join(", ", field.Options.Select(o => o.Code))}.") { Field = field.Key };

    public static CrmError FieldReadOnly(FieldDefinition field) => new("field.read-only", field.Nature switch
    {
        FieldNature.State => $"Field '{field.Key}' is state: it changes only through its own act (stage, reopen, assign, claim, convert).",
        FieldNature.Computed => $"Field '{field.Key}' is computed from other fields on every save. Leave it out.",
        _ => $"Field '{field.Key}' is written by CrmKit alone. Leave it out.",
    })
    { Field = field.Key };

    public static CrmError CustomMisplaced(FieldDefinition field) => new("catalog.field-unknown", field.IsCustom
        ? $"Field '{field.Key}' is a custom field: put it into the object 'custom'."
        : $"Field '{field.Key}' is not a custom field: put it beside the object 'custom', not into it.")
    { Field = field.Key };

    public static CrmError AttachmentUnknown() => new("attachment.unknown", "There is no such file, or you may not see the record that it is on. List the files of the record.");

    public static CrmError NotFound(RecordTypeDefinition type, string id) => new("record.not-found",
        $"There is no {type.Label.English.ToLowerInvariant()} with the id '{Shorten(id)}', or it may not be seen.");

    public static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string Known(IEnumerable<string> known) => known.Any() ? $"Known: {string.Join(", ", known)}." : "None is known here.";
}
