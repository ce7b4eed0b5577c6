namespace CrmKit.Accounts;

/// <summary>Finds the e-mail domain of accounts that do not say it.</summary>
internal sealed class EmailDomainNormalizer : IRecordNormalizer
{
    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (_, account) in context.Living<Account>())
            account.EmailDomain = account.EmailDomain?.Trim().TrimStart('@').ToLowerInvariant() is { Length: > 0 } said
                ? said
                : EmailDomains.OfEmail(account.Email) ?? EmailDomains.OfWebsite(account.Website);
        return default;
    }
}
