using System.Security.Cryptography;
using System.Text;
using CrmKit.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CrmKit.AspNetCore;

/// <summary>Status callbacks of calls at Twilio: each call that came in is a signal once it is over, also the one that nobody took.</summary>
internal sealed class TwilioCallHook(Hook hook, TwilioCallOptions options)
{
    private const string Source = "twilio", Signature = "X-Twilio-Signature";
    private const int MostBytes = 64 * 1024;
    private static readonly string[] Over = ["completed", "busy", "no-answer", "canceled", "failed"];
    private readonly byte[] _token = Encoding.UTF8.GetBytes(options.AuthToken);

    public async Task TakeAsync(HttpContext http)
    {
        if (await Hook.ReadAsync(http, MostBytes) is not { } body) return;
        Dictionary<string, string> told;
        try
        {
            using var form = new FormReader(Encoding.UTF8.GetString(body));
            told = (await form.ReadFormAsync(http.RequestAborted)).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        }
        catch (InvalidDataException) // more than forms hold
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (!IsSigned(http.Request.Headers[Signature].ToString(), told))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        if (Signal(told) is { } signal) await hook.CaptureAsync([signal], options.TenantId, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // Calls that we made are no signals, and of who hides the number nobody can be called back.
    private static LeadSignal? Signal(Dictionary<string, string> told)
    {
        if (told.GetValueOrDefault("Direction") != "inbound" || told.GetValueOrDefault("CallStatus") is not { } status || !Over.Contains(status)) return null;
        if (told.GetValueOrDefault("CallSid") is not { Length: > 0 } key || Hook.Number(told.GetValueOrDefault("From")) is not { } phone) return null;
        var length = told.GetValueOrDefault("CallDuration") is { Length: > 0 } seconds ? $"{seconds} s" : null;
        return new LeadSignal
        {
            Source = Source, Key = key, Use = SignalUse.Conversation, Phone = phone, Channel = "phone", Name = Hook.Name(told.GetValueOrDefault("CallerName")) ?? phone,
            Message = Hook.Message(string.Join(", ", new[] { status, length, Hook.Number(told.GetValueOrDefault("To")), told.GetValueOrDefault("RecordingUrl") }.Where(t => !string.IsNullOrEmpty(t)))),
        };
    }

    // The address and then each name with its value, by name.
    private bool IsSigned(string given, Dictionary<string, string> told)
    {
        var signed = options.PublicUrl.OriginalString + string.Concat(told.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key + t.Value));
#pragma warning disable CA5350 // what Twilio signs with; HMAC does not need a hash without collisions
        var wanted = Convert.ToBase64String(HMACSHA1.HashData(_token, Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));
    }
}
