using CrmKit.Leads;
using CrmKit.Quality;

namespace CrmKit.Behaviour;

/// <summary>The one form of each identity, as it is stored and compared: <c>email:ada@example.com</c>.</summary>
internal static class IdentityKeys
{
    private const int MaxLength = 320;

    /// <summary>The key; <see langword="null"/> when the value is none of its kind.</summary>
    /// <param name="identity">As given.</param>
    /// <param name="country">The country whose national numbers are meant; <see langword="null"/> for unknown.</param>
    public static string? Of(Identity identity, string? country)
    {
        if (identity.Value?.Trim() is not { Length: > 0 and <= MaxLength } value || value.Any(char.IsControl) || value.Any(char.IsSurrogate)) return null;
        return identity.Kind switch
        {
            IdentityKind.Cookie => "cookie:" + value,
            IdentityKind.Email => IsEmail(value) ? "email:" + value.ToLowerInvariant() : null,
            IdentityKind.Phone => Phone(value, country),
            IdentityKind.Messenger => "messenger:" + value,
            IdentityKind.Contact => Guid.TryParse(value, out var id) ? $"contact:{id:D}" : null,
            _ => null,
        };
    }

    /// <summary>What a contact is known by.</summary>
    public static IEnumerable<string> Of(Guid contact, string? email, IEnumerable<string?> phones, string? country)
    {
        yield return $"contact:{contact:D}";
        if (email is not null && Of(new Identity(IdentityKind.Email, email), country) is { } address) yield return address;
        foreach (var phone in phones)
            if (phone is not null && Of(new Identity(IdentityKind.Phone, phone), country) is { } number) yield return number;
    }

    /// <summary>Back from a key.</summary>
    public static Identity Parse(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return new Identity((IdentityKind)EnumCode.Parse(typeof(IdentityKind), key[..colon]), key[(colon + 1)..]);
    }

    private static string? Phone(string value, string? country)
    {
        var forms = PhoneForms.Of(value, country);
        return forms.Count == 0 ? null : "phone:" + (PhoneText.Read(value, country) is { Kind: PhoneKind.Number } number ? number.Text : forms[1 % forms.Count]);
    }

    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && text.IndexOf('@', at + 1) < 0 && !text.Any(char.IsWhiteSpace);
    }
}
