namespace CrmKit.Planning;

/// <summary>Somebody who works with the CRM. Rights come from roles.</summary>
public sealed class User : Record
{
    /// <summary>The person's name; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The address to sign in with; unique. <see langword="null"/> for people who cannot sign in.</summary>
    public string? Email { get; set; }

    /// <summary>Keys of roles, parted by commas (<c>sales-rep,service-agent</c>); <see langword="null"/> permits nothing. Only those who administer users may change it.</summary>
    public string? Roles { get; set; }

    /// <summary>The team; <see langword="null"/> for none.</summary>
    public Guid? TeamId { get; set; }

    /// <summary>The person reported to; <see langword="null"/> for none.</summary>
    public Guid? ManagerId { get; set; }

    /// <summary>The language of the user interface (<c>en</c>, <c>zh-CN</c>); <see langword="null"/> follows the browser.</summary>
    public string? Language { get; set; }

    /// <summary>The IANA zone times are shown in; <see langword="null"/> means the tenant's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; set; }

    /// <summary>Position.</summary>
    public string? JobTitle { get; set; }

    /// <summary>Whether the user may act and be given records.</summary>
    public bool IsActive { get; set; } = true;
}
