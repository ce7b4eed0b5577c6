namespace CrmKit.Web.Pages;

/// <summary>An action of a plugin on one record.</summary>
/// <param name="Act">What it is called in forms.</param>
/// <param name="Label">What stands on it.</param>
/// <param name="About">What it does.</param>
/// <param name="Address">Where its form is sent.</param>
/// <param name="Id">The record.</param>
/// <param name="Back">Where one comes back to.</param>
/// <param name="IsAtOnce">Whether nothing is asked before.</param>
internal sealed record ActionButton(string Act, string Label, string? About, string Address, Guid Id, string Back, bool IsAtOnce);
