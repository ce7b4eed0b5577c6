using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

internal sealed class CrmKitApiOptionsValidator : IValidateOptions<CrmKitApiOptions>
{
    public ValidateOptionsResult Validate(string? name, CrmKitApiOptions options)
    {
        var wrong = new List<string>();
        if (options.MaxBodyBytes < 1024) wrong.Add("MaxBodyBytes must be 1,024 or more.");
        if (options.MaxBatchBytes < 1024) wrong.Add("MaxBatchBytes must be 1,024 or more.");
        if (options.MaxImportBytes < 1024) wrong.Add("MaxImportBytes must be 1,024 or more.");
        if (options.ImportQuota < 1024 || options.UserImportQuota < 1024) wrong.Add("ImportQuota and UserImportQuota must be 1,024 or more.");
        if (options.MaxBatchSize is < 1 or > 10_000) wrong.Add("MaxBatchSize must be 1 to 10,000.");
        if (options.MaxJsonDepth is < 4 or > 64) wrong.Add("MaxJsonDepth must be 4 to 64.");
        var limits = options.RateLimits;
        if (limits.UserUnits < 10 || limits.TenantUnits < 10) wrong.Add("RateLimits.UserUnits and RateLimits.TenantUnits must be 10 or more.");
        if (limits.UserUnitsPerSecond < 1 || limits.TenantUnitsPerSecond < 1) wrong.Add("RateLimits.UserUnitsPerSecond and RateLimits.TenantUnitsPerSecond must be 1 or more.");
        if (string.IsNullOrWhiteSpace(options.Title)) wrong.Add("Title must not be empty.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
