using System.Text.Encodings.Web;
using System.Text.Json;
using CrmKit.Accounts;
using CrmKit.Intake;
using CrmKit.Quality;
using CrmKit.Sessions;

namespace CrmKit.Behaviour;

/// <summary>Signals as events, or all that is wrong with them.</summary>
internal static class SignalCheck
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // filters look for parts of it

    /// <exception cref="CrmValidationException"><c>behaviour.…</c></exception>
    public static IReadOnlyList<CheckedSignal> Of(IReadOnlyList<BehaviourSignal> signals, CrmSession session)
    {
        if (signals.Count is 0 or > BehaviourLimits.Batch) throw new CrmValidationException(BehaviourErrors.BatchSize(signals.Count, BehaviourLimits.Batch));
        var (errors, read, now) = (new List<CrmError>(), new List<CheckedSignal>(signals.Count), session.Now);
        for (var i = 0; i < signals.Count; i++) read.Add(Of(signals[i], i, now, session.Options, errors));
        return errors.Count == 0 ? read : throw new CrmValidationException(errors);
    }

    private static CheckedSignal Of(BehaviourSignal signal, int index, DateTimeOffset now, CrmKitOptions options, List<CrmError> errors)
    {
        var before = errors.Count;
        if (!SignalKey.IsSource(signal.Source)) errors.Add(BehaviourErrors.Source(index, signal.Source));
        if (string.IsNullOrWhiteSpace(signal.Key) || !IsText(signal.Key, BehaviourLimits.Key)) errors.Add(BehaviourErrors.Key(index));
        if (signal.Kind is not { Length: > 0 and <= BehaviourLimits.Kind } kind || !kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) errors.Add(BehaviourErrors.Kind(index, signal.Kind));
        var at = Instants.Truncate(signal.At ?? now);
        if (at > now + BehaviourLimits.Ahead) errors.Add(BehaviourErrors.Future(index, at));
        else if (options.BehaviourAge is { } age && now - at > age) errors.Add(BehaviourErrors.TooOld(index, at, age));
        if (!IsText(signal.Page, BehaviourLimits.Page)) errors.Add(BehaviourErrors.Text(index, "page", BehaviourLimits.Page));
        if (!IsText(signal.Title, BehaviourLimits.Title)) errors.Add(BehaviourErrors.Text(index, "title", BehaviourLimits.Title));
        if (!IsText(signal.Referrer, BehaviourLimits.Referrer)) errors.Add(BehaviourErrors.Text(index, "referrer", BehaviourLimits.Referrer));
        if (signal.Properties.Count > BehaviourLimits.Properties || signal.Properties.Sum(p => p.Key.Length + (p.Value?.Length ?? 0)) > BehaviourLimits.PropertiesLength
            || !signal.Properties.All(p => IsText(p.Key, BehaviourLimits.PropertiesLength) && IsText(p.Value, BehaviourLimits.PropertiesLength)))
            errors.Add(BehaviourErrors.Properties(index));

        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var identity in signal.Identities)
            if (IdentityKeys.Of(identity, options.Country) is { } key) keys.Add(key);
            else errors.Add(BehaviourErrors.Identity(index, EnumCode.Of(identity.Kind), identity.Value));
        var domain = DomainOf(signal, keys);
        if (errors.Count == before && (keys.Count > BehaviourLimits.Identities || (keys.Count == 0 && domain is null))) errors.Add(BehaviourErrors.Nobody(index));
        if (errors.Count > before) return new CheckedSignal("", null!, []);
        return new CheckedSignal(SignalKey.Of(signal.Source, signal.Key), new BehaviourEvent
        {
            Kind = signal.Kind,
            At = at,
            Page = Trimmed(signal.Page),
            Title = Trimmed(signal.Title),
            Source = signal.Source,
            Referrer = Trimmed(signal.Referrer),
            CompanyDomain = domain,
            Properties = signal.Properties.Count == 0 ? null : JsonSerializer.Serialize(signal.Properties, Readable),
        }, [.. keys]);
    }

    // What the source says, else the one company that the addresses name; providers of mail are nobody's company.
    private static string? DomainOf(BehaviourSignal signal, IEnumerable<string> keys)
    {
        var said = EmailDomains.OfWebsite(signal.CompanyDomain) is { Length: <= 253 } domain ? domain : null;
        if (said is null && keys.Where(k => k.StartsWith("email:", StringComparison.Ordinal)).Select(EmailDomains.OfEmail).Where(d => d is { Length: <= 253 }).Distinct(StringComparer.Ordinal).ToList() is [var one]) said = one;
        return said is null || MailDomains.IsDisposable(said) ? null : said;
    }

    private static bool IsText(string? text, int most) => text is null || (text.Length <= most && !text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')) && IsWhole(text));

    // A lone half of a pair is no text that a database stores.
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i]))) return false;
        return true;
    }

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}

/// <summary>A signal that may be stored.</summary>
/// <param name="Key">What it is recognised by.</param>
/// <param name="Event">The event, without whom it is about.</param>
/// <param name="Identities">The keys of its identities, in order.</param>
internal sealed record CheckedSignal(string Key, BehaviourEvent Event, IReadOnlyList<string> Identities);
