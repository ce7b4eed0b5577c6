using CrmKit.Settings;

namespace CrmKit.Catalog;

/// <summary>Checks settings and their defaults.</summary>
internal static class SettingRules
{
    public static void Check(SettingDefinition setting, CatalogProblems problems)
    {
        var field = setting.Field;
        problems.CheckKey("setting", field.Key, field.Source);
        if (problems.CheckPattern("setting", field) && SettingSchema.Problem(setting) is { } problem) problems.Invalid("Setting", field.Key, problem);
    }
}
