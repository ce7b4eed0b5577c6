using Microsoft.Extensions.Options;

namespace CrmKit.Web;

internal sealed class CrmKitWebOptionsValidator : IValidateOptions<CrmKitWebOptions>
{
    public ValidateOptionsResult Validate(string? name, CrmKitWebOptions options)
    {
        List<string> wrong = [];
        if (string.IsNullOrWhiteSpace(options.Title)) wrong.Add($"{nameof(options.Title)} must not be empty.");
        if (IsElsewhere(options.SignInPath)) wrong.Add($"{nameof(options.SignInPath)} must be a path of the host, such as /account/sign-in.");
        if (IsElsewhere(options.IconPath)) wrong.Add($"{nameof(options.IconPath)} must be a path of the host, such as /icon.png.");
        if (IsElsewhere(options.SignOutPath)) wrong.Add($"{nameof(options.SignOutPath)} must be a path of the host, such as /account/sign-out.");
        if (options.MapShapes is { Length: > 0 } && IsElsewhere(options.MapShapes)) wrong.Add($"{nameof(options.MapShapes)} must be a path of the host, such as /world.json, or empty.");
        if (options.PageSize is < 1 or > 200) wrong.Add($"{nameof(options.PageSize)} must be 1 to 200.");
        if (options.BoardSize is < 1 or > 200) wrong.Add($"{nameof(options.BoardSize)} must be 1 to 200.");
        if (options.LiveInterval < TimeSpan.FromMilliseconds(100) || options.LiveInterval > TimeSpan.FromMinutes(1)) wrong.Add($"{nameof(options.LiveInterval)} must be 100 milliseconds to one minute.");
        if (options.LiveFeeds is < 1 or > 1000) wrong.Add($"{nameof(options.LiveFeeds)} must be 1 to 1,000.");
        if (options.WidgetTime < TimeSpan.FromSeconds(1) || options.WidgetTime > TimeSpan.FromMinutes(1)) wrong.Add($"{nameof(options.WidgetTime)} must be one second to one minute.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static bool IsElsewhere(string? path) => path is not null && (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal));
}
