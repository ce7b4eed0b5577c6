using CrmKit.Intake;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrmKit.AspNetCore;

/// <summary>What deliveries of other services have in common: nobody signs in, the signature over what was sent is the key, and what they tell goes through the intake door, each signal once.</summary>
internal sealed class Hook(ICrm crm, ILogger<Hook> log)
{
    private const int MostName = 200, MostMessage = 4_000;

    /// <summary>The bytes of a delivery as they were signed; <see langword="null"/> after it was refused for its size.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int most)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > most)
            {
                http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return null;
            }
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    /// <summary>Takes signals in. One that cannot be taken in is noted and left out: the service would send all of them again for days, with the same result.</summary>
    public async Task CaptureAsync(IReadOnlyList<LeadSignal> signals, string? tenant, CancellationToken cancellationToken)
    {
        if (signals.Count == 0) return;
        await using var session = crm.OpenSession(Actor.System(signals[0].Source), "hook", tenant);
        try
        {
            await session.Intake.CaptureAsync(signals, cancellationToken);
        }
        catch (CrmValidationException) when (signals.Count > 1)
        {
            foreach (var signal in signals) await CaptureAsync([signal], tenant, cancellationToken);
        }
        catch (CrmValidationException refused)
        {
            log.LogWarning("Signal '{Key}' of '{Source}' was left out: {Code}", signals[0].Key, signals[0].Source, refused.Errors[0].Code);
        }
    }

    /// <summary>A name as it can be kept.</summary>
    public static string? Name(string? text) => Cut(text, MostName);

    /// <summary>A message as it can be kept.</summary>
    public static string? Message(string? text) => Cut(text, MostMessage);

    /// <summary>A number as telephones are dialled, out of the digits of its international form; <see langword="null"/> for callers that hide theirs.</summary>
    public static string? Number(string? text) => text?.TrimStart('+') is { Length: >= 5 and <= 15 } digits && digits.All(char.IsAsciiDigit) ? "+" + digits : null;

    private static string? Cut(string? text, int most)
    {
        if (text is null) return null;
        var clean = string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t')).Trim();
        if (clean.Length <= most) return clean.Length == 0 ? null : clean;
        return clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)];
    }
}
