using CrmKit.Quality;

namespace CrmKit.Accounts;

/// <summary>A person, usually at an account.</summary>
public sealed class Contact : RootRecord, IQuarantined
{
    /// <summary>Given name.</summary>
    public string? FirstName { get; set; }

    /// <summary>Family name.</summary>
    public string? LastName { get; set; }

    /// <summary>The full name, from first and last name: <c>Ada Lovelace</c>, <c>王小明</c>. Computed when the record is saved.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>E-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>Since when mail to <see cref="Email"/> has come back, in UTC; <see langword="null"/> while it arrives. Set by the intake door, cleared when the address changes.</summary>
    public DateTimeOffset? EmailBouncedAt { get; internal set; }

    /// <summary>Telephone number at work.</summary>
    public string? Phone { get; set; }

    /// <summary>Mobile number.</summary>
    public string? Mobile { get; set; }

    /// <summary>Position.</summary>
    public string? JobTitle { get; set; }

    /// <summary>Department.</summary>
    public string? Department { get; set; }

    /// <summary>The main account; others are <see cref="AccountContact"/>s. <see langword="null"/> for a private person.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>Date of birth; not in the future.</summary>
    public DateOnly? BornOn { get; set; }

    /// <summary>Street and house number.</summary>
    public string? Street { get; set; }

    /// <summary>City.</summary>
    public string? City { get; set; }

    /// <summary>State, province or sales region.</summary>
    public string? Region { get; set; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; set; }

    /// <summary>Country, by name or ISO 3166 code.</summary>
    public string? Country { get; set; }

    /// <summary>The whole address in one line, in the order that its country writes it; kept from the parts on every save. <see langword="null"/> when there is none.</summary>
    public string? Address { get; internal set; }

    /// <summary>The channel the person likes best, an option code (<c>email</c>, <c>phone</c>…); <see langword="null"/> when unknown.</summary>
    public string? PreferredChannel { get; set; }

    /// <summary>Anything else worth knowing: preferences, cautions.</summary>
    public string? Description { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset? QuarantinedAt { get; internal set; }

    /// <inheritdoc/>
    public string? QuarantineReason { get; internal set; }
}
